/** The sentences of signing in and of the account menu. */

import type { Language } from '../i18n.ts';

const roles: Record<string, string> = { worker: '网格员', dispatcher: '调度员', planner: '规划员', analyst: '分析员', operator: '运维员' };
const rolesEn: Record<string, string> = { worker: 'Grid worker', dispatcher: 'Dispatcher', planner: 'Planner', analyst: 'Analyst', operator: 'Operator' };

const zh = {
  title: '登录', documentTitle: '登录 · 经纬', loading: '正在读取…', language: '语言', toMap: '查看公众地图', roles,
  login: '登录名', password: '密码', signIn: '登录', signingIn: '正在登录…', code: '动态验证码', codeHint: '验证器里的 6 位数字；手机不在身边时填一个恢复码', confirm: '确认', other: '换一个账号',
  noPassword: '忘记密码，或还没有账号？请向管理员要一个一次性设置链接。', openNetwork: '此页面没有经过 HTTPS，不能登录。请用 https:// 打开，或请管理员配置。', or: '或', by: (label: string) => `用“${label}”登录`,
  setTitle: '设置密码', setText: '这个链接只能用一次。请设置一个只有您知道的密码，至少 12 个字符；几个词连成一句话就很好，中文也可以。', newPassword: '新密码', again: '再输一次', differ: '两次输入的密码不同', setPassword: '设置密码并登录', hold: '现在的密码', change: '修改密码', changed: '密码已修改，其他浏览器已登出，个人令牌已失效',
  codeTitle: '输入动态验证码', codeText: '此账号启用了动态验证码。',
  totpTitle: '动态验证码', totpRequired: '您的角色可以看到本人区域以外的数据，需要先设置动态验证码，设置之后角色才生效。', totpOffer: '登录时除密码外再要求手机上的 6 位数字。', totpOn: '已启用。换手机时请让管理员重置。', totpBegin: '开始设置', totpKey: '用手机的验证器应用扫描：', totpQr: '动态验证码密钥的二维码；也可以手动输入下面的密钥', totpByHand: '不能扫描时，选择“手动输入密钥”，填入：', totpOpen: '在这台设备的验证器中打开', totpThen: '再输入应用显示的 6 位数字：', recoveryTitle: '恢复码', recoveryText: '请抄下或打印这些恢复码，放在安全的地方。手机不在身边时，每个可以代替验证码用一次。此页只显示这一次。', recoverySaved: '我已保存，继续',
  codesTried: (count: number, at: string) => `有人输入了正确的密码，但在别的浏览器中 ${count} 次输错动态验证码（最近一次：${at}）。如果不是您本人，请立即修改密码。`, codesTriedShort: '有人试过您的动态验证码',
  account: '我的账号', signedInAs: (name: string) => `已登录：${name}`, areas: '我的角色和区域', everywhere: '全市', noGrants: '您的账号还没有分工，看到的与公众相同。请联系管理员。', until: (at: string) => `${at} 前需要重新登录`, pages: '打开', pageNames: { map: '地图', analyst: '分析', work: '网格员', desk: '调度' }, menu: '账号', trusted: '本机', trustedText: '这台电脑的使用者不登录即为工作人员。', manage: '账号与令牌', signOut: '退出登录', signOutAll: '在所有浏览器退出', signOutAllText: '在所有浏览器退出，也会让您的个人令牌全部失效。', noPasswordHere: '此账号没有密码：通过统一身份认证登录。', goneQuiet: '登录状态未知',
  tokens: '个人令牌', tokensText: '给 QGIS 和程序使用：用户名填登录名，密码填令牌。令牌只能看您能看到的，可随时删除；修改密码时全部失效。', tokenName: '用途', tokenRoles: '角色', tokenDays: '有效天数', makeToken: '新建令牌', tokenMade: '请现在复制，之后不再显示：', tokenEnds: (at: string) => `${at} 到期`, tokenUsed: (at: string) => `上次使用 ${at}`, tokenUnused: '还没有用过', deleteToken: (name: string) => `删除令牌 ${name}`, remove: '删除', noTokens: '还没有令牌',
  copy: '复制', copied: '已复制', oidcUnknown: (subject: string) => `您在认证方的身份（${subject}）还没有连接到账号。请把它告诉管理员。`, oidcFailed: '没有登录成功，请再试一次。',
};

export type AccountWords = typeof zh;

const en: AccountWords = {
  title: 'Sign in', documentTitle: 'Sign in · Jingwei', loading: 'Loading…', language: 'Language', toMap: 'See the public map', roles: rolesEn,
  login: 'Login', password: 'Password', signIn: 'Sign in', signingIn: 'Signing in…', code: 'Code', codeHint: 'The six digits of your authenticator; without the phone a recovery code', confirm: 'Confirm', other: 'Use another account',
  noPassword: 'No password yet, or lost it? Ask the operator for a one-time set-up link.', openNetwork: 'This page did not come over HTTPS: nobody signs in here. Open it by https://, or ask the operator.', or: 'or', by: (label) => `Sign in with ${label}`,
  setTitle: 'Set a password', setText: 'This link works once. Choose a password that only you know, of 12 characters or more; a few words in a row are good.', newPassword: 'New password', again: 'Once more', differ: 'The two passwords differ', setPassword: 'Set it and sign in', hold: 'Present password', change: 'Change password', changed: 'Changed; other browsers are signed out, and tokens have ended',
  codeTitle: 'Enter the code', codeText: 'This account has a second factor.',
  totpTitle: 'Second factor', totpRequired: 'Your roles see more than areas of your own. They count once a second factor is set up.', totpOffer: 'Asks for six digits of your phone beside the password.', totpOn: 'It is on. For another phone the operator resets it.', totpBegin: 'Set it up', totpKey: 'Scan this with the authenticator app of your phone:', totpQr: 'QR code of the key, which also stands below in letters', totpByHand: 'Where that does not work choose «enter a key», and enter:', totpOpen: 'Open in the authenticator of this device', totpThen: 'Then enter the six digits that it shows:', recoveryTitle: 'Recovery codes', recoveryText: 'Write them down or print them, and keep them safe. Without the phone each of them works once. They are shown this once.', recoverySaved: 'I have kept them',
  codesTried: (count, at) => `Somebody entered your password and then ${count === 1 ? 'a wrong code' : `${count} wrong codes`} in another browser (last: ${at}). If that was not you, change your password now.`, codesTriedShort: 'Somebody tried codes of yours',
  account: 'My account', signedInAs: (name) => `Signed in as ${name}`, areas: 'My roles and areas', everywhere: 'everywhere', noGrants: 'Your account has no assignment yet: you see what the public sees. Ask the operator.', until: (at) => `until ${at}`, pages: 'Open', pageNames: { map: 'Map', analyst: 'Analysis', work: 'Grid worker', desk: 'Incident desk' }, menu: 'Account', trusted: 'This machine', trustedText: 'Whoever sits at this machine is staff without signing in.', manage: 'Account and tokens', signOut: 'Sign out', signOutAll: 'Sign out everywhere', signOutAllText: 'Signing out everywhere ends your personal tokens, too.', noPasswordHere: 'This account has no password: it comes in by the provider of identities.', goneQuiet: 'Not known',
  tokens: 'Personal tokens', tokensText: 'For QGIS and programs: the user is your login, the password is the token. A token sees what you see, and can be deleted at any time; another password ends all of them.', tokenName: 'For', tokenRoles: 'Roles', tokenDays: 'Days', makeToken: 'Make a token', tokenMade: 'Copy it now; it is not shown again:', tokenEnds: (at) => `ends ${at}`, tokenUsed: (at) => `last used ${at}`, tokenUnused: 'not used yet', deleteToken: (name) => `Delete the token ${name}`, remove: 'Delete', noTokens: 'No tokens yet',
  copy: 'Copy', copied: 'Copied', oidcUnknown: (subject) => `Your identity at the provider (${subject}) is connected to no account yet. Tell it to the operator.`, oidcFailed: 'That did not work; try again.',
};

export function accountWords(language: Language): AccountWords {
  return language === 'zh' ? zh : en;
}
