/** The sentences of the analyst's page. */

import type { Language } from '../i18n.ts';

const zh = {
  title: '分析', documentTitle: '分析 · 经纬', toMap: '返回地图', skip: '跳到结果', language: '语言',
  builder: '查询', about: '查什么', measured: '计算结果', stored: '数据图层', derived: '计算图层',
  coverage: '覆盖情况（按区域）', gaps: '差距清单', housing: '住房类别（按区域）',
  level: '层级', anyLevel: '全部层级', city: '全市', index: '指标', within: '范围', everywhere: '全市范围', asOf: '日期', asOfHint: '不填即今天',
  preset: '服务圈标准', usual: '默认', reading: '口径', strict: '严格', lenient: '宽松', weight: '权重', households: '户数', buildings: '楼栋数', footprint: '占地面积', ground: '区域面积',
  filters: '条件（等于）', any: '不限', yes: '是', no: '否', limit: '每页行数', theme: '地图专题', noTheme: '不使用专题',
  table: '结果表', rows: (shown: string, all: string | null) => (all === null ? `本页 ${shown} 行` : `共 ${all} 行，本页 ${shown} 行`),
  none: '没有符合条件的内容', loading: '正在查询…', slow: '首次计算某一天需要较长时间，请稍候…', previous: '上一页', next: '下一页', page: (n: string) => `第 ${n} 页`,
  run: (id: string, day: string) => `计算记录 ${id}，${day}`, nowhere: '不在任何区域', covered: '已覆盖', notCovered: '未覆盖', unknown: '未知', shareUnknown: '无法判断', total: '合计', share: '占比', upper: '直线上限',
  name: '名称', code: '编码', gapCount: '差距数', rank: '名次', kind: '种类', category: '类别', what: '缺什么', remedy: '怎样补上', gained: '可新增户数', deciding: '决定占比', scattered: '散居户数', id: '标识',
  map: '地图', mapLabel: '结果地图', mapHelp: '方向键平移，加号和减号缩放。', showAll: '显示全部范围', chart: '图表', chartKind: '图表类型', bars: '逐行柱状图', histogram: '分布直方图', trend: '一年趋势', figure: '数值',
  chartOf: (what: string, n: string) => `${what}（本页 ${n} 行）`, chartOfAll: (what: string, n: string) => `${what}（全部 ${n} 行）`, chartOfFirst: (what: string, n: string) => `${what}（前 ${n} 行）`, trendOf: (what: string) => `${what}：近一年`, chartNone: '没有可画的数值', pending: (n: string) => `还有 ${n} 天正在计算…`,
  same: '同样的查询', api: 'API', curl: 'curl', python: 'Python', sql: 'SQL', copy: '复制', copied: '已复制', sqlHint: '用于 PostGIS 存储', tokenHint: (name: string) => `个人令牌放在环境变量 ${name} 里（在账号菜单中生成）；没有令牌得到的是公众的答案`, chosen: (what: string) => `已选中 ${what}`, approval: '审图号', approvalMissing: '待填',
  indexes: { h: '支部覆盖（H）', v: '组织链（V）', hub: '党员中心户', completeness: '服务圈完整度', organisation: '单位党组织' },
};

export type AnalystWords = typeof zh;

const en: AnalystWords = {
  title: 'Analyst', documentTitle: 'Analyst · Jingwei', toMap: 'Back to the map', skip: 'Skip to the results', language: 'Language',
  builder: 'Question', about: 'About', measured: 'Measured', stored: 'Layers', derived: 'Computed layers',
  coverage: 'Coverage by area', gaps: 'Gaps', housing: 'Housing by area',
  level: 'Level', anyLevel: 'All levels', city: 'City', index: 'Index', within: 'Within', everywhere: 'The whole city', asOf: 'As of', asOfHint: 'today when empty',
  preset: 'Service-circle preset', usual: 'usual', reading: 'Reading', strict: 'strict', lenient: 'lenient', weight: 'Weight', households: 'Households', buildings: 'Buildings', footprint: 'Footprint', ground: 'Ground',
  filters: 'Filters (equal to)', any: 'any', yes: 'yes', no: 'no', limit: 'Rows per page', theme: 'Theme of the map', noTheme: 'no theme',
  table: 'Results', rows: (shown, all) => (all === null ? `${shown} rows on this page` : `${all} rows, ${shown} on this page`),
  none: 'Nothing matches', loading: 'Asking…', slow: 'A day is measured when it is first asked for; this takes a while…', previous: 'Previous page', next: 'Next page', page: (n) => `Page ${n}`,
  run: (id, day) => `Run ${id}, ${day}`, nowhere: 'in no area', covered: 'Covered', notCovered: 'Not covered', unknown: 'Unknown', shareUnknown: 'unknown', total: 'Total', share: 'Share', upper: 'Straight line',
  name: 'Name', code: 'Code', gapCount: 'Gaps', rank: 'Rank', kind: 'Kind', category: 'Category', what: 'What is missing', remedy: 'What would close it', gained: 'Households gained', deciding: 'Deciding share', scattered: 'Scattered households', id: 'Id',
  map: 'Map', mapLabel: 'Map of the results', mapHelp: 'Arrow keys move, plus and minus zoom.', showAll: 'Show the whole city', chart: 'Chart', chartKind: 'Kind of chart', bars: 'Bars, row by row', histogram: 'Histogram', trend: 'Trend of a year', figure: 'Figure',
  chartOf: (what, n) => `${what} (${n} rows of this page)`, chartOfAll: (what, n) => `${what} (all ${n} rows)`, chartOfFirst: (what, n) => `${what} (the first ${n} rows)`, trendOf: (what) => `${what}: the last year`, chartNone: 'There is no number to draw', pending: (n) => `${n} days are still being measured…`,
  same: 'The same question', api: 'API', curl: 'curl', python: 'Python', sql: 'SQL', copy: 'Copy', copied: 'Copied', sqlHint: 'for the PostGIS store', tokenHint: (name) => `A personal token stands in ${name} (made in the account menu); without one the public’s answer comes`, chosen: (what) => `${what} chosen`, approval: 'Map approval number', approvalMissing: 'not given',
  indexes: { h: 'Branch coverage (H)', v: 'Chains (V)', hub: 'Hub households', completeness: 'Circle completeness', organisation: 'Organisations' },
};

export function analystWords(language: Language): AnalystWords {
  return language === 'zh' ? zh : en;
}
