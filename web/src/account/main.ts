import '../styles/tokens.css';
import '../styles/opening.css';
import '../styles/page.css';
import '../styles/account.css';
import { SignInDesk } from './desk.ts';
import { SignInRoot } from './root.ts';
import { show } from '../page.ts';

const root = new SignInRoot();
root.desk = new SignInDesk();
show(root);
void root.desk.start();
