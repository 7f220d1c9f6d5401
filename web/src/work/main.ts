import '../styles/tokens.css';
import '../styles/work.css';
import '../styles/work_parts.css';
import '../styles/account_menu.css';
import { WorkDesk } from './desk.ts';
import { WorkRoot } from './root.ts';
import { installShell } from './install.ts';

const root = new WorkRoot();
root.desk = new WorkDesk();
const page = document.querySelector('#page');
page?.firstElementChild?.remove();
page?.append(root);
void root.desk.start();
if (import.meta.env.PROD) void installShell(root.desk);
