// A worker that runs ONNX Runtime; see protocol.go for what it is asked.
//
//	node onnxruntime.js CONFIG MODEL.onnx BATCH THREADS
//	node onnxruntime.js about
const readline = require('readline');

let ort;
try {
  ort = require('onnxruntime-node');
} catch (e) {
  console.error(e.message.split('\n')[0]);
  process.exit(1);
}
if (process.argv[2] === 'about') process.exit(0); // the package is there

const [config, file, batch, threads] = process.argv.slice(2);
const { channels, image } = JSON.parse(config);

// The input that all workers compute on: see input() in worker.go.
function images(n) {
  const x = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = Math.fround(Math.fround(((i * 7919) % 2003) / 1001) - 1);
  }
  return x;
}

async function main() {
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: +threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', executionMode: 'sequential',
  });
  const dims = [+batch, channels, image, image];
  const feed = { x: new ort.Tensor('float32', images(dims.reduce((a, b) => a * b)), dims) };
  console.log('ONNX Runtime ' + ort.env.versions.node);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, n] = line.split(' ');
    if (command === 'run') {
      const start = process.hrtime.bigint();
      for (let i = 0; i < +n; i++) await session.run(feed);
      console.log(Number(process.hrtime.bigint() - start) / 1e9 / +n);
    } else if (command === 'logits') {
      const y = (await session.run(feed)).y;
      console.log(JSON.stringify(Array.from(y.data.slice(-y.dims[1]))));
    } else if (command === 'cpu') {
      const c = process.cpuUsage();
      console.log((c.user + c.system) / 1e6);
    }
  }
}

main().catch((e) => { console.error(String(e)); process.exit(1); });
