export { ContactPicker } from './contact-picker';
export { countryChoices } from './countries';
export { CountryPicker } from './country-picker';
export { CurrencyField } from './currency-field';
export { CustomerPicker } from './customer-picker';
export { DepartmentPicker } from './department-picker';
export { FileField, FileLinks, type FileLike, sendFile } from './files';
export { PeoplePicker, PersonPicker } from './person-picker';
export { ProductPicker } from './product-picker';
