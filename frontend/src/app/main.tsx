import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { speak } from '@/shared/i18n';
import { followOtherTabs, preferences } from '@/shared/preferences';
import { App } from './app';
import { fetchWhenIdle } from './later';

await speak(preferences().language);
followOtherTabs();
fetchWhenIdle();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
