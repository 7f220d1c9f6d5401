import '../styles/tokens.css';
import '../styles/page.css';
import '../styles/account.css';
import { SignInDesk } from './desk.ts';
import { SignInRoot } from './root.ts';

const root = new SignInRoot();
root.desk = new SignInDesk();
document.querySelector('#page')?.append(root);
void root.desk.start();
