// Prints what hyparquet finds in a Parquet file: the schema, then each row as a line of JSON.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const file = await asyncBufferFromFile(process.argv[2]);
const metadata = await parquetMetadataAsync(file);
console.log(parquetSchema(metadata).children.map(({ element }) => `${element.name}:${element.logical_type?.type ?? element.type}${element.logical_type?.unit ? `/${element.logical_type.unit}` : ''}`).join(' '));
for (const row of await parquetReadObjects({ file, compressors }))
  console.log(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
