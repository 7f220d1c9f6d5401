import 'ol/ol.css';
import '../styles/tokens.css';
import '../styles/page.css';
import '../styles/desk.css';
import '../styles/account_menu.css';
import { Live } from '../live.ts';
import { Server } from '../server.ts';
import { Desk } from './desk.ts';
import { DeskRoot } from './root.ts';

const root = new DeskRoot();
root.desk = new Desk();
document.querySelector('#page')?.append(root);
void root.desk.start();
new Live(new Server(), () => root.desk.refresh()).follow();
