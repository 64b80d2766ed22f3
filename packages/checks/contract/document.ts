/** The parts of an Open Data Contract Standard document that are read here, after its JSON schema has passed it. */
export interface OdcsDocument {
  id: string;
  name?: string;
  version: string;
  status: string;
  kind: string;
  apiVersion: string;
  servers?: OdcsServer[];
  schema?: OdcsObject[];
  team?: OdcsMember[] | { name?: string; members?: OdcsMember[] };
  slaProperties?: OdcsSla[];
  customProperties?: OdcsCustomProperty[];
}

interface OdcsServer {
  server?: string;
  type?: string;
  schema?: string;
  database?: string;
}

interface OdcsMember {
  username?: string;
  name?: string;
  role?: string;
}

interface OdcsCustomProperty {
  property: string;
  value: unknown;
}

export interface OdcsSla {
  property: string;
  value: string | number | boolean | null;
  unit?: string;
  element?: string;
  scheduler?: string;
  schedule?: string;
}

export interface OdcsObject {
  name: string;
  physicalName?: string;
  properties?: OdcsProperty[];
  quality?: OdcsQuality[];
  relationships?: OdcsRelationship[];
}

export interface OdcsProperty {
  name: string;
  physicalName?: string;
  logicalType?: string;
  physicalType?: string;
  logicalTypeOptions?: Record<string, unknown>;
  required?: boolean;
  unique?: boolean;
  primaryKey?: boolean;
  primaryKeyPosition?: number;
  quality?: OdcsQuality[];
  relationships?: OdcsRelationship[];
}

interface OdcsRelationship {
  from?: string | string[];
  to: string | string[];
}

export interface OdcsQuality {
  id?: string;
  name?: string;
  type?: string;
  metric?: string;
  arguments?: Record<string, unknown>;
  query?: string;
  engine?: string;
  implementation?: string | Record<string, unknown>;
  unit?: string;
  severity?: string;
  dimension?: string;
  description?: string;
  scheduler?: string;
  schedule?: string;
  [operator: string]: unknown;
}
