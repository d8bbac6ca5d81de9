// Publishes events as a Node service would: in Confluent's form where a registry is given, as JSON otherwise.
// node publish.js BOOTSTRAP REGISTRY|none TOPIC COUNT WORKSPACE [MODULES] [SCHEMA]
const fs = require("node:fs");
const path = require("node:path");

const [bootstrap, registryUrl, topic, count, workspace, modules = __dirname, schemaFile] =
  process.argv.slice(2);
const load = (name) => require(require.resolve(name, { paths: [modules] }));
const { Kafka, Partitioners, logLevel } = load("kafkajs");

const event = (i) => ({
  id: `evt_node_${i}`,
  type: "workflow.run.completed",
  workspace_id: workspace,
  occurred_at: 1778487262184 + i,
  data: `{"run_id":"run_${i}", "cost_usd":0.0382,"big":12345678901234567890,"text":"€ 😀"}`,
});

async function encoder() {
  if (registryUrl === "none") {
    return async (e) => {
      const { data, ...rest } = e;
      // Spliced, since JSON.parse would round the large number.
      return Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"data":${data}}`);
    };
  }
  const { SchemaRegistry, SchemaType } = load("@kafkajs/confluent-schema-registry");
  const registry = new SchemaRegistry({ host: registryUrl });
  const file = schemaFile || path.join(__dirname, "../../../../schemas/src/main/avro/Event.avsc");
  const schema = fs.readFileSync(file, "utf8");
  const { id } = await registry.register(
    { type: SchemaType.AVRO, schema },
    { subject: `${topic}-value`, compatibility: "BACKWARD" },
  );
  return (e) => registry.encode(id, e);
}

async function main() {
  const encode = await encoder();
  const kafka = new Kafka({
    clientId: "interop",
    brokers: bootstrap.split(","),
    logLevel: logLevel.ERROR,
  });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const messages = [];
  for (let i = 0; i < Number(count); i++) {
    messages.push({ key: workspace, value: await encode(event(i)) });
  }
  await producer.send({ topic, acks: -1, messages });
  await producer.disconnect();
  console.log(`published ${messages.length}`);
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
