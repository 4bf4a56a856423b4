export { cardQuery, leaseQuery, queueAgain, queueQuery, useNext } from './queries';
export { type Place, inPlace, keyOf, placesOf, placesText } from './queue';
