// Lends the tests the binary codec of node-opcua:
// Lines of results begin with "=", faults with "!"; the rest is the library talking to itself.
//   schema NAME...        prints a line for each structure: name, encoding id, field:type pairs
//   again FILE            decodes and encodes each line "kind hex" of the file; prints the bytes, or the fault
//   known                 prints named values as node-opcua encodes them
import { readFileSync } from "node:fs";
import ua from "node-opcua";
import * as types from "node-opcua-types";

const fieldsOf = (schema) => [
  ...(types[schema.baseType]?.schema && schema.baseType !== schema.name ? fieldsOf(types[schema.baseType].schema) : []),
  ...schema.fields.map((f) => `${f.name}:${f.fieldType}${f.isArray ? "[]" : ""}`),
];

const encoded = (write, size = 1 << 20) => {
  const stream = new ua.BinaryStream(Buffer.alloc(size));
  write(stream);
  return stream.buffer.subarray(0, stream.length).toString("hex").toUpperCase();
};

const again = (kind, hex) => {
  const bytes = Buffer.from(hex, "hex");
  const stream = new ua.BinaryStream(bytes);
  let text;
  if (kind === "DataValue") {
    const value = ua.decodeDataValue(stream);
    text = encoded((out) => ua.encodeDataValue(value, out));
  } else {
    const message = new types[kind](null);
    message.decode(stream);
    text = encoded((out) => message.encode(out));
  }
  if (stream.length !== bytes.length) throw new Error(`read ${stream.length} of ${bytes.length} bytes`);
  return text;
};

const T = ua.DataType;
const scalar = (dataType, value) => ({ dataType, arrayType: ua.VariantArrayType.Scalar, value });
const array = (dataType, value) => ({ dataType, arrayType: ua.VariantArrayType.Array, value });
const guid = "72962B91-FA75-4AE6-8D28-B404DC7DAF63";
const at = new Date(Date.UTC(2026, 10, 22, 12, 0, 0, 123));
const variants = {
  null: {},
  true: scalar(T.Boolean, true),
  sbyte: scalar(T.SByte, -128),
  byte: scalar(T.Byte, 255),
  int16: scalar(T.Int16, -32768),
  uint16: scalar(T.UInt16, 65535),
  int32: scalar(T.Int32, -2147483648),
  uint32: scalar(T.UInt32, 4294967295),
  int64: scalar(T.Int64, ua.coerceInt64("-9223372036854775808")),
  uint64: scalar(T.UInt64, ua.coerceUInt64("18446744073709551615")),
  float: scalar(T.Float, -6.5),
  double: scalar(T.Double, 0.1),
  string: scalar(T.String, "水Boy"),
  datetime: scalar(T.DateTime, at),
  guid: scalar(T.Guid, guid),
  bytestring: scalar(T.ByteString, Buffer.from([1, 2, 3])),
  xml: scalar(T.XmlElement, "<a/>"),
  nodeid: scalar(T.NodeId, ua.resolveNodeId("ns=2;s=Machine.Speed")),
  nodeidnumber: scalar(T.NodeId, ua.resolveNodeId("ns=300;i=70000")),
  nodeidguid: scalar(T.NodeId, ua.resolveNodeId(`ns=1;g=${guid}`)),
  nodeidopaque: scalar(T.NodeId, ua.resolveNodeId("ns=1;b=AQID")),
  expanded: scalar(T.ExpandedNodeId, new ua.ExpandedNodeId(ua.NodeIdType.NUMERIC, 7, 0, "urn:machine", 3)),
  status: scalar(T.StatusCode, ua.StatusCodes.BadNodeIdUnknown),
  qualified: scalar(T.QualifiedName, { namespaceIndex: 2, name: "Speed" }),
  localized: scalar(T.LocalizedText, { locale: "de", text: "Drehzahl" }),
  extension: scalar(T.ExtensionObject, new types.EUInformation({ namespaceUri: "urn:u", unitId: 4408652, displayName: { text: "°C" }, description: null })),
  doubles: array(T.Double, new Float64Array([1.5, -2])),
  strings: array(T.String, ["a", null, ""]),
  variants: array(T.Variant, [new ua.Variant(scalar(T.Int32, 1)), new ua.Variant(array(T.Boolean, [true, false]))]),
  matrix: { dataType: T.Int32, arrayType: ua.VariantArrayType.Matrix, dimensions: [2, 3], value: new Int32Array([1, 2, 3, 4, 5, 6]) },
};

const [mode, ...rest] = process.argv.slice(2);
if (mode === "schema") {
  for (const name of rest) {
    const type = types[name];
    console.log("=", type ? [name, type.encodingDefaultBinary?.value ?? 0, ...fieldsOf(type.schema)].join(" ") : `${name} unknown`);
  }
} else if (mode === "again") {
  for (const line of readFileSync(rest[0], "utf8").split("\n").filter(Boolean)) {
    const [kind, hex = ""] = line.split(" ");
    try {
      console.log(`= ${again(kind, hex)}`);
    } catch (fault) {
      console.log(`! ${String(fault.message).split("\n")[0]}`);
    }
  }
} else {
  for (const [name, value] of Object.entries(variants)) {
    console.log(`= ${name} ${encoded((out) => ua.encodeVariant(new ua.Variant(value), out))}`);
  }
  const value = new ua.DataValue({
    value: { dataType: T.Double, value: 1.5 },
    statusCode: ua.StatusCodes.UncertainInitialValue,
    sourceTimestamp: at,
    sourcePicoseconds: 0,
    serverTimestamp: at,
    serverPicoseconds: 0,
  });
  console.log(`= datavalue ${encoded((out) => ua.encodeDataValue(value, out))}`);
}
