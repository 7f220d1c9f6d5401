import 'ol/ol.css';
import 'uplot/dist/uPlot.min.css';
import '../styles/tokens.css';
import '../styles/opening.css';
import '../styles/page.css';
import '../styles/analyst.css';
import '../styles/account_menu.css';
import { Live } from '../live.ts';
import { Server } from '../server.ts';
import { Desk } from './desk.ts';
import { AnalystRoot } from './root.ts';
import { show } from '../page.ts';

const root = new AnalystRoot();
root.desk = new Desk();
show(root);
void root.desk.start();
new Live(new Server(), () => root.desk.again()).follow();
