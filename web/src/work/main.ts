import '../styles/tokens.css';
import '../styles/opening.css';
import '../styles/work.css';
import '../styles/work_parts.css';
import '../styles/account_menu.css';
import { WorkDesk } from './desk.ts';
import { WorkRoot } from './root.ts';
import { installShell } from './install.ts';
import { show } from '../page.ts';

const root = new WorkRoot();
root.desk = new WorkDesk();
show(root);
void root.desk.start();
if (import.meta.env.PROD) void installShell(root.desk);
