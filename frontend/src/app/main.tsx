import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { nearest, speak } from '@/shared/i18n';
import { App } from './app';

await speak(nearest([document.documentElement.lang]));
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
