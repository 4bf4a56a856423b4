export { type FileKind, type FilesChoice, FILE_KINDS } from './queries';
export { CustomerFiles, FilesPage } from './files-page';
