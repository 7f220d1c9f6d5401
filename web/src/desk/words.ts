/** The sentences of the dispatcher's desk. */

import type { Language } from '../i18n.ts';

const zh = {
  title: '事件调度', documentTitle: '事件调度 · 经纬', toMap: '返回地图', skip: '跳到事件清单',
  filters: '筛选', which: '范围', whichOpen: '未结', whichOverdue: '已超期', whichAll: '全部', state: '状态', category: '类别', channel: '来源', within: '区域', anyOne: '不限', everywhere: '全部区域',
  since: '上报时间：从', until: '上报时间：到', fromStart: '不限', toNow: '现在', clear: '清除筛选',
  channels: { worker: '网格员', public: '公众', hotline: '热线', sensor: '传感器' } as Record<string, string>,
  roles: { worker: '网格员', dispatcher: '调度员' } as Record<string, string>,
  views: '视图', list: '事件清单', load: '各区域负荷',
  counted: (shown: string, all: string) => `已列 ${shown} / 共 ${all} 件`, more: (left: string) => `再列出一些（还有 ${left} 件）`,
  loading: '正在读取…', none: '没有未结的事件', noneFiltered: '没有符合筛选条件的事件', arrived: (count: string) => `有 ${count} 件新事件`,
  choose: '选择', chooseAll: '选择所列全部事件', chooseOne: (what: string) => `选择 ${what}`, chosenCount: (count: string) => `已选 ${count} 件`, unchoose: '取消选择',
  bulk: '批量操作', bulkStep: '操作', bulkGo: '执行', bulkDone: (count: string, what: string) => `${count} 件事件：${what}`, bulkNone: '所选事件没有共同的下一步',
  card: '事件详情', cardNone: '在清单或地图上选择一件事件，查看经过并处理。', close: '关闭详情', code: '编号', reported: '上报时间', due: '期限', closed: '结案时间', grid: '网格', building: '楼栋', channelWord: '来源', supports: '附议', accuracy: '定位精度', noText: '没有文字说明', photos: '照片', photo: (n: string) => `照片 ${n}`,
  border: '位于网格分界线上，暂归第一个网格。', reroute: (grid: string) => `改归 ${grid}`, rerouted: (grid: string) => `已改归 ${grid}`,
  movePin: '移动位置', moveHelp: '在地图上拖动标记，或点击新的位置；也可先平移地图，再移到地图中心。', movedBy: (far: string) => `新位置距原处 ${far} 米，尚未保存。`, movedFirst: '已选位置，尚未保存。', moveHere: '移到这里', moveToCentre: '移到地图中心', moveCancel: '不移动', moved: '位置已移动', movedInto: (grid: string) => `位置已移动，归 ${grid}`, undo: '撤销', undone: '已撤销', undoReason: '撤销',
  steps: '下一步', noSteps: '已经结束，没有下一步', role: '以何角色', reason: '理由', reasonNeeded: '请填写理由', stepDone: (what: string) => `完成：${what}`,
  history: '经过', acts: { place: '移动位置', route: '改归网格', support: '附议' } as Record<string, string>,
  area: '区域', households: '户数', reportedCount: '上报', open: '未结', overdue: '超期', rate: '每百户', expected: '预期', test: 'p 值', hot: '热点', level: '层级', loadText: '每百户上报数；“热点”由计数检验得出，并已校正多次检验。', heatLegend: '每百户上报数', heatZero: '没有', heatUpTo: (limit: string) => `不超过 ${limit}`, heatAbove: (limit: string) => `超过 ${limit}`, heatNone: '没有住户', onlyHere: (area: string) => `只看 ${area}`, loadNone: '没有可统计的区域',
  map: '事件地图', mapHelp: '方向键平移，加号和减号缩放。', mapShows: (shown: string, all: string) => `图上此范围有 ${shown} 件（清单共 ${all} 件），相距太近的合并计数`, showAll: '显示全部范围',
  gone: '服务没有响应', goneText: '清单保持原样，恢复后自动更新。', retry: '立即重试', failed: '无法载入', staffOnly: '此页面只对工作人员开放',
  approval: '审图号', approvalMissing: '待填', newMark: '新',
};

export type DeskWords = typeof zh;

const en: DeskWords = {
  title: 'Incident desk', documentTitle: 'Incident desk · Jingwei', toMap: 'Back to the map', skip: 'Skip to the list of incidents',
  filters: 'Filters', which: 'Which', whichOpen: 'Open', whichOverdue: 'Overdue', whichAll: 'All', state: 'State', category: 'Category', channel: 'Channel', within: 'Area', anyOne: 'any', everywhere: 'everywhere',
  since: 'Reported from', until: 'Reported to', fromStart: 'any time', toNow: 'now', clear: 'Clear filters',
  channels: { worker: 'grid worker', public: 'public', hotline: 'hotline', sensor: 'sensor' },
  roles: { worker: 'grid worker', dispatcher: 'dispatcher' },
  views: 'View', list: 'Incidents', load: 'Load by area',
  counted: (shown, all) => `${shown} of ${all} listed`, more: (left) => `List more (${left} left)`,
  loading: 'Loading…', none: 'No incident is open', noneFiltered: 'No incident matches', arrived: (count) => (count === '1' ? '1 new incident' : `${count} new incidents`),
  choose: 'Select', chooseAll: 'Select all that are listed', chooseOne: (what) => `Select ${what}`, chosenCount: (count) => `${count} selected`, unchoose: 'Clear selection',
  bulk: 'With the selection', bulkStep: 'Step', bulkGo: 'Do it', bulkDone: (count, what) => `${count} incidents: ${what}`, bulkNone: 'The selected incidents have no next step in common',
  card: 'Incident', cardNone: 'Choose an incident in the list or on the map to see its life and to deal with it.', close: 'Close', code: 'Code', reported: 'Reported', due: 'Due', closed: 'Closed', grid: 'Grid', building: 'Building', channelWord: 'Channel', supports: 'Supported by', accuracy: 'Accuracy', noText: 'No description', photos: 'Photos', photo: (n) => `Photo ${n}`,
  border: 'It lies on the border of grids and is with the first one.', reroute: (grid) => `Route to ${grid}`, rerouted: (grid) => `Routed to ${grid}`,
  movePin: 'Move the pin', moveHelp: 'Drag the mark on the map or click the new place; or pan the map and take its middle.', movedBy: (far) => `The new place is ${far} m away and not saved yet.`, movedFirst: 'A place is chosen and not saved yet.', moveHere: 'Move it here', moveToCentre: 'Take the middle of the map', moveCancel: 'Leave it', moved: 'The pin is moved', movedInto: (grid) => `The pin is moved: ${grid} has it`, undo: 'Undo', undone: 'Taken back', undoReason: 'taken back',
  steps: 'Next step', noSteps: 'It has ended: there is no next step', role: 'As', reason: 'Reason', reasonNeeded: 'A reason is needed', stepDone: (what) => `Done: ${what}`,
  history: 'What happened', acts: { place: 'moved', route: 'routed', support: 'supported' },
  area: 'Area', households: 'Households', reportedCount: 'Reported', open: 'Open', overdue: 'Overdue', rate: 'Per 100 households', expected: 'Expected', test: 'p', hot: 'hot spot', level: 'Level', loadText: 'Reports per 100 households; hot spots by a count test, corrected for many tests.', heatLegend: 'Reports per 100 households', heatZero: 'none', heatUpTo: (limit) => `up to ${limit}`, heatAbove: (limit) => `above ${limit}`, heatNone: 'nobody lives there', onlyHere: (area) => `Only ${area}`, loadNone: 'There is no area to count in',
  map: 'Map of incidents', mapHelp: 'Arrow keys move, plus and minus zoom.', mapShows: (shown, all) => `${shown} here, of ${all} of the list; what stands too close is counted together`, showAll: 'Show the whole city',
  gone: 'The service does not answer', goneText: 'The list stays as it was and is read again when the service is back.', retry: 'Try now', failed: 'Could not be loaded', staffOnly: 'This page is for staff only',
  approval: 'Map approval number', approvalMissing: 'not given', newMark: 'new',
};

export function deskWords(language: Language): DeskWords {
  return language === 'zh' ? zh : en;
}
