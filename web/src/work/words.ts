/** The sentences of the grid worker's page. */

import type { Language } from '../i18n.ts';
import type { Tab } from './address.ts';
import type { Missing } from './letter.ts';
import type { Stage } from './queue.ts';

const tabs: Record<Tab, string> = { here: '我在哪', grids: '我的网格', report: '上报', incidents: '事件', outbox: '发件箱' };
const stages: Record<Stage['kind'], string> = { waiting: '等待发送', sending: '正在发送…', sent: '已送达', refused: '被退回' };
const needed: Record<Missing, string> = { category: '类别', spot: '地点', description: '说明或照片' };
const roles: Record<string, string> = { worker: '网格员', dispatcher: '调度员', planner: '规划员', analyst: '分析员', operator: '运维员' };

const zh = {
  documentTitle: '网格员 · 经纬', pages: '页面', starting: '正在打开…', offline: '无网络', comma: '、', back: '返回', tryAgain: '再试一次', confirm: '确定', asking: '正在查询…',
  tabs, stages, roles, stillHere: (count: number) => `${count} 件还没有送达`, newRelease: '有新版本。', renew: '现在更新', lapsed: '登录已过期。写好的上报存在手机上，登录后自动发送。', signInAgain: '去登录', notLasting: '此浏览器不能保存数据：关闭页面后，未送达的上报会丢失。请换用系统浏览器，或关闭无痕模式。',

  packAge: (ago: string) => `资料更新于${ago}`, noPack: '手机上还没有资料', refresh: '更新', refreshing: '正在更新…', refreshed: '资料已更新', notRefreshed: '资料没有更新，仍用手机上的', notCarried: (grids: string) => `手机上还没有这些网格的资料：${grids}。有网络时会自动下载。`,

  locating: '正在定位…', locatingHint: '请允许浏览器使用位置；在室外更准。', noPosition: '没有位置', positionDenied: '浏览器没有得到定位许可。请在系统设置里允许，或改选楼栋、地图选点。', positionUnknown: '暂时定位不到。请到室外再试，或改选楼栋、地图选点。', positionInsecure: '此连接不是 HTTPS，浏览器不提供定位。请改选楼栋或地图选点。',
  outdoors: '不在楼内', noGridHere: '不在任何网格内', noGridOffline: '不在手机所带的网格内', tie: '位于分界线上，按编码最小者归属', accuracy: (metres: number) => `误差约 ${metres} 米`, roughPosition: '误差较大，建议改选楼栋', metres: (count: number) => `${count} 米`,
  reportHere: '在这里上报', inThisBuilding: '我在这栋楼里', chooseBuilding: '从网格里选楼栋', shifted: '此定位是火星坐标（GCJ-02）', shiftedHint: '若地图上的位置总偏几百米，请打开。', notShiftedHere: '此处不在火星坐标的偏移范围内（如港澳台或境外），定位按原样使用。边界附近几公里内无法判断，请看地图上的点是否对。', likelyShifted: '按原样读，您不在自己的网格里；按火星坐标读，正好在。', likelyPlain: '按火星坐标读，您不在自己的网格里；按原样读，正好在。', readSo: '改用', suspicious: '您在应用内的浏览器里，定位可能是火星坐标，会偏几百米。请看地图上的点是否对；不对就打开此项。', marked: '火星坐标', ownTrack: '位置只在此页打开时使用，不会记录您的行走轨迹。',

  chooseTitle: '选择我的网格', chooseText: '选好后，网格的楼栋、门户、阵地和待办事件会存到手机上，没有网络也能查。', chooseOffline: '现在没有网络，选择网格需要联网一次。', gridSearch: '网格、社区或街道的名称、编码', gridSearchHint: '例如：东风社区', nothingFound: '没有找到', gridsNamed: '网格', assigned: '分给您的网格', chosen: (count: number) => `已选 ${count} 个`, takeThem: (count: number) => (count > 0 ? `带上这 ${count} 个网格` : '带上网格'), otherGrids: '更换网格',
  staffOnly: '只对工作人员开放', staffOnlyText: '您可以上报问题；网格资料与门户只对工作人员开放。', nothingCarried: '手机上还没有资料', nothingCarriedText: '点“更新”再试一次。', nothingCarriedOffline: '现在没有网络；连上网络后会自动下载。', firstPack: '第一次下载需要几秒。',
  byMap: '在地图上找', hideMap: '收起地图', gridSize: (buildings: number, households: number | null) => `${buildings} 栋楼${households === null ? '' : ` · ${households} 户`}`, noBuildings: '此网格内没有楼栋', scattered: '散居楼栋', buildingCount: (count: number) => `${count} 栋`, doorCount: (count: number) => `${count} 户门`, householdCount: (count: number) => `${count} 户`,
  unitsAndVenues: '组织与阵地', units: '党组织', venues: '服务阵地', noUnits: '这些网格内没有党组织', noVenues: '这些网格内没有服务阵地',
  findDoor: '找门牌', findDoorHint: '例如：3栋2单元501', noDoorFound: '手机所带的网格里没有找到', doorsFound: (count: number) => `找到 ${count} 处，请核对`, manyDoors: (count: number) => `超过 ${count} 处，请说得更具体`, service: '服务答复：', beyondFound: '在别的网格里', beyondRivals: '别的网格里可能是', beyondOffline: '没有网络，只找了手机所带的网格', whereIAm: '我所在的网格',

  doors: '门户', noEntrance: '单元不详', floor: (floor: number) => `${floor} 层`, floors: (count: number) => `${count} 层`, noFloor: '楼层不详', noRoom: '房号不详', noDoors: '没有登记门户', doorsHidden: '您的权限看不到门户', reportBuilding: '上报此楼的问题', onMap: '看地图', notCarriedTitle: '手机上没有这栋楼', notCarriedText: '它不在您所选的网格里。请在“我的网格”中添加所属网格。', notCarriedOffline: '现在没有网络，手机上只有您所选网格的资料。',

  kind: '什么问题', where: '在哪里', what: '说明', whatHint: '简单说一句，也可以只拍照', spotHere: '我这里', spotBuilding: '选楼栋', spotPin: '地图选点', noSpot: '还没有地点', takePin: '就在十字处', maybeSame: (count: number) => `附近已有 ${count} 件同类事件，是同一件吗？`, maybeSameOffline: '按手机上的资料判断，送达时会再核对。', thisOne: '就是这件',
  photos: (count: number, most: number) => `照片 ${count}/${most}`, takePhoto: '拍照', choosePhoto: '从相册选', readingPhotos: '正在压缩照片…', photoUnreadable: '这张图片打不开，请换一张。', photo: (n: number) => `第 ${n} 张照片`, dropPhoto: (n: number) => `去掉第 ${n} 张照片`,
  send: '上报', sendLater: '存下，有网络时上报', startOver: '清空重写', reallyClear: '清空正在写的上报？', stillNeeded: (what: Missing[]) => `还缺：${what.map((each) => needed[each]).join('、')}`, noCategories: '手机上还没有事件类别，请联网打开一次此页。', phoneFull: '手机存储空间不够，没有存下。请去掉照片或腾出空间再试；页面关闭前内容还在。', posted: '已存下，正在发送', postedOffline: '已存在手机上，有网络时自动发送',

  noGridsYet: '还没有选择网格', noGridsYetText: '选择网格后，这里按期限列出待办事件。', openIncidents: (count: number) => `待办 ${count} 件`, overdueCount: (count: number) => `超期 ${count} 件`, nothingOpen: '没有待办事件。', incidentAbsent: '没有找到这个事件', incidentAbsentText: '它可能已被合并，或不在您的范围内。', stepsOffline: '处置步骤需要网络；以上是手机上的资料。', noSteps: '现在没有要您处理的步骤。', steps: '下一步', reason: (step: string) => `${step}的理由`, history: '经过', reportedAt: (at: string) => `上报于 ${at}`, onBorder: (grids: string) => `位于网格交界：${grids}`, stepTaken: (step: string) => `已完成：${step}`,

  waitingCount: (count: number) => `${count} 件正在等待发送`, waitingOffline: (count: number) => `${count} 件存在手机上，有网络时自动发送`, sendNow: '现在发送', outboxEmpty: '没有要发送的', outboxEmptyText: '上报会先存在手机上，再发送；没有网络也不会丢。', mend: '改一改再发', change: '改一改', mendBusy: '先发送或清空正在写的上报，再来修改这件。', discard: '删除', supporting: (code: string) => `附议事件 ${code}`, photoCount: (count: number) => `${count} 张照片`, incidentCode: (code: string) => `事件 ${code}`,
  map: '地图', mapHelp: '方向键平移，加号和减号缩放；点楼栋看门户。', mapPinHelp: '移动地图，让十字对准地点。', mapUnavailable: '地图没有载入，其他功能不受影响。', zoomIn: '放大', zoomOut: '缩小',
};

export type WorkWords = typeof zh;

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
const neededEn: Record<Missing, string> = { category: 'the kind', spot: 'the place', description: 'a few words or a photo' };

const en: WorkWords = {
  documentTitle: 'Grid worker · Jingwei', pages: 'Pages', starting: 'Opening…', offline: 'no network', comma: ', ', back: 'Back', tryAgain: 'Try again', confirm: 'Confirm', asking: 'Asking…',
  tabs: { here: 'Here', grids: 'My grids', report: 'Report', incidents: 'Incidents', outbox: 'Outbox' },
  stages: { waiting: 'Waiting', sending: 'Sending…', sent: 'Delivered', refused: 'Refused' },
  roles: { worker: 'grid worker', dispatcher: 'dispatcher', planner: 'planner', analyst: 'analyst', operator: 'operator' },
  stillHere: (count) => `${count} not delivered yet`, newRelease: 'A new release is here.', renew: 'Update now', lapsed: 'You are signed out. What you write is kept on the phone and sent when you have signed in.', signInAgain: 'Sign in', notLasting: 'This browser keeps nothing: reports that are not delivered are lost when the page closes. Use the phone’s own browser, or leave private mode.',

  packAge: (ago) => `Updated ${ago}`, noPack: 'Nothing is carried yet', refresh: 'Update', refreshing: 'Updating…', refreshed: 'The data is up to date', notRefreshed: 'Not updated; what the phone carries is shown', notCarried: (grids) => `Not on the phone yet: ${grids}. It is fetched as soon as there is a network.`,

  locating: 'Finding the position…', locatingHint: 'Allow the browser to use the position; outdoors it is better.', noPosition: 'No position', positionDenied: 'The browser may not use the position. Allow it in the settings, or choose a building or a place on the map.', positionUnknown: 'The position cannot be found. Try again outdoors, or choose a building or a place on the map.', positionInsecure: 'Without HTTPS browsers give no position. Choose a building or a place on the map.',
  outdoors: 'In no building', noGridHere: 'In no grid', noGridOffline: 'In none of the grids on the phone', tie: 'On a border; the lowest code counts', accuracy: (metres) => `±${metres} m`, roughPosition: 'rough; choosing the building is better', metres: (count) => `${count} m`,
  reportHere: 'Report here', inThisBuilding: 'I am in this building', chooseBuilding: 'Choose a building of my grids', shifted: 'This position is GCJ-02 (火星坐标)', shiftedHint: 'For phones whose place on the map is off by hundreds of metres.', notShiftedHere: 'Nothing is shifted here (outside mainland China): the position is taken as it is. Within a few kilometres of the edge nobody can say: look at the dot on the map.', likelyShifted: 'Taken as it is, the position lies outside your grids; read as GCJ-02 it lies in one.', likelyPlain: 'Read as GCJ-02, the position lies outside your grids; taken as it is it lies in one.', readSo: 'Read it so', suspicious: 'This browser belongs to another app and may give GCJ-02, which is off by hundreds of metres. Look at the dot on the map; if it is wrong, switch this on.', marked: 'GCJ-02', ownTrack: 'The position is used while this page is open; where you walk is not recorded.',

  chooseTitle: 'Choose my grids', chooseText: 'Their buildings, doors, venues and open incidents are kept on the phone and open without a network.', chooseOffline: 'There is no network; choosing grids needs it once.', gridSearch: 'Name or code of a grid, community or street', gridSearchHint: 'e.g. 东风社区', nothingFound: 'Nothing found', gridsNamed: 'Grids', assigned: 'The grids assigned to you', chosen: (count) => `${count} chosen`, takeThem: (count) => (count > 0 ? `Carry ${plural(count, 'grid')}` : 'Carry grids'), otherGrids: 'Change',
  staffOnly: 'For staff only', staffOnlyText: 'You can report problems; grids and doors are for staff only.', nothingCarried: 'Nothing is carried yet', nothingCarriedText: 'Try «Update» again.', nothingCarriedOffline: 'There is no network; it is fetched as soon as there is one.', firstPack: 'The first time takes a few seconds.',
  byMap: 'Map', hideMap: 'Hide map', gridSize: (buildings, households) => `${plural(buildings, 'building')}${households === null ? '' : ` · ${plural(households, 'household')}`}`, noBuildings: 'No building in this grid', scattered: 'Scattered buildings', buildingCount: (count) => String(count), doorCount: (count) => plural(count, 'door'), householdCount: (count) => plural(count, 'household'),
  unitsAndVenues: 'Units and venues', units: 'Party units', venues: 'Venues', noUnits: 'No unit has its seat in these grids', noVenues: 'No venue in these grids',
  findDoor: 'Find a door', findDoorHint: 'e.g. 3栋2单元501', noDoorFound: 'Not found in the grids on the phone', doorsFound: (count) => `${count} found; compare them`, manyDoors: (count) => `More than ${count}; say more`, service: 'The service says: ', beyondFound: 'In another grid', beyondRivals: 'In other grids it may be', beyondOffline: 'Without a network only the grids on the phone are searched', whereIAm: 'The grid where I am',

  doors: 'Doors', noEntrance: 'Entrance unknown', floor: (floor) => `Floor ${floor}`, floors: (count) => plural(count, 'floor'), noFloor: 'Floor unknown', noRoom: 'Room unknown', noDoors: 'No door is recorded', doorsHidden: 'You may not see doors', reportBuilding: 'Report about this building', onMap: 'On the map', notCarriedTitle: 'This building is not on the phone', notCarriedText: 'It lies in none of your grids. Add its grid under «My grids».', notCarriedOffline: 'There is no network, and the phone carries your grids only.',

  kind: 'What kind', where: 'Where', what: 'In words', whatHint: 'One sentence, or a photo alone', spotHere: 'Here', spotBuilding: 'A building', spotPin: 'On the map', noSpot: 'No place yet', takePin: 'Here, under the cross', maybeSame: (count) => `${plural(count, 'open incident')} of this kind nearby. The same?`, maybeSameOffline: 'By what the phone carries; it is checked again on delivery.', thisOne: 'This one',
  photos: (count, most) => `Photos ${count}/${most}`, takePhoto: 'Camera', choosePhoto: 'Album', readingPhotos: 'Shrinking the photo…', photoUnreadable: 'This picture cannot be read; take another.', photo: (n) => `Photo ${n}`, dropPhoto: (n) => `Remove photo ${n}`,
  send: 'Report', sendLater: 'Keep, and report when there is a network', startOver: 'Start over', reallyClear: 'Clear what you are writing?', stillNeeded: (what) => `Still needed: ${what.map((each) => neededEn[each]).join(', ')}`, noCategories: 'The kinds of incidents are not on the phone yet; open this page once with a network.', phoneFull: 'The phone has no room: this is not kept. Remove photos or make room and try again; it stays here while the page is open.', posted: 'Kept, and being sent', postedOffline: 'Kept on the phone; it is sent when there is a network',

  noGridsYet: 'No grids chosen', noGridsYetText: 'Choose grids to see their open incidents by deadline.', openIncidents: (count) => `${count} open`, overdueCount: (count) => `${count} overdue`, nothingOpen: 'Nothing is open.', incidentAbsent: 'No such incident', incidentAbsentText: 'It may lie outside your scope.', stepsOffline: 'Steps need a network; this is what the phone carries.', noSteps: 'No step is yours to take now.', steps: 'Next step', reason: (step) => `Reason: ${step}`, history: 'What happened', reportedAt: (at) => `reported ${at}`, onBorder: (grids) => `On the border of ${grids}`, stepTaken: (step) => `Done: ${step}`,

  waitingCount: (count) => `${count} waiting to be sent`, waitingOffline: (count) => `${count} kept on the phone; sent when there is a network`, sendNow: 'Send now', outboxEmpty: 'Nothing to send', outboxEmptyText: 'Reports are kept on the phone first and sent then; without a network nothing is lost.', mend: 'Mend and send again', change: 'Change it', mendBusy: 'Send or clear the report that you are writing first.', discard: 'Delete', supporting: (code) => `adds to incident ${code}`, photoCount: (count) => plural(count, 'photo'), incidentCode: (code) => `Incident ${code}`,
  map: 'Map', mapHelp: 'Arrow keys move, plus and minus zoom; tap a building for its doors.', mapPinHelp: 'Move the map until the cross is at the place.', mapUnavailable: 'The map did not load; everything else works.', zoomIn: 'Zoom in', zoomOut: 'Zoom out',
};

export function workWords(language: Language): WorkWords {
  return language === 'zh' ? zh : en;
}
