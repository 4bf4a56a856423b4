export { CustomFieldsPage } from './custom-fields-page';
export { MarketsPage } from './markets-page';
export { NotesPage } from './notes-page';
export { ProductsPage } from './products-page';
export { RatesPage } from './rates-page';
export { ObjectionsPage } from './objections-page';
