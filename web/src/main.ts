import 'ol/ol.css';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/page.css';
import './styles/panel.css';
import './styles/map.css';
import './styles/asof.css';
import './styles/figures.css';
import './styles/gaps.css';
import { App } from './app.ts';
import { Server } from './server.ts';
import { Root } from './ui/root.ts';

const root = new Root();
root.app = new App(new Server());
document.querySelector('#page')?.append(root);
void root.app.start();
