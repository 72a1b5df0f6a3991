export { BODIES, type Body, type CarSeries, ENERGIES, type Energy, modelKey } from './car-series.ts';
export { COMMON_SERIES } from './common-series.ts';
export { mapAlias } from './map-alias.ts';
export { findSeries, listSeries, resolveSeries } from './resolve-series.ts';
export { seedCatalog } from './seed-catalog.ts';
export { countUnmapped, listUnmapped, type UnmappedModel } from './unmapped-models.ts';
