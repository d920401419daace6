// Times llama.cpp on request: one JSON line in, one JSON line out, until the input ends.
//   node llama-cpp.mjs FOLDER_OF_NODE_LLAMA_CPP
// {"kind": K, "model": "FILE.gguf", "texts": [[id, ...], ...], "write": n}  -> {"tokens": n, "seconds": s, "residentBytes": b}
//   evaluate  all texts, without logits
//   prefill   one text, up to the first token; its own tokens count
//   decode    tokens after the first one of one text; the text and the first token do not count
//   serve     all texts together, each with its tokens; what is written counts, the texts' time included
import {join} from "node:path";
import {createInterface} from "node:readline";
import {pathToFileURL} from "node:url";

const batchSize = 1024;
const {getLlama, LlamaLogLevel} = await import(pathToFileURL(join(process.argv[2], "node_modules/node-llama-cpp/dist/index.js")));
const llama = await getLlama({gpu: false, build: "never", skipDownload: true, maxThreads: 2, logLevel: LlamaLogLevel.error});
const models = new Map();
let open = null; // one context at a time, so that memory holds one cache

async function sequences(path, count, contextSize) {
    const key = JSON.stringify([path, count, contextSize]);
    if (open?.key !== key) {
        await open?.context.dispose();
        if (!models.has(path))
            models.set(path, await llama.loadModel({modelPath: path}));
        const context = await models.get(path).createContext({sequences: count, contextSize, batchSize, threads: 2, ignoreMemorySafetyChecks: true});
        open = {key, context, sequences: Array.from({length: count}, () => context.getSequence())};
        await evaluate(open.sequences, open.sequences.map(() => Array(Math.min(64, contextSize)).fill(5))); // warm-up
    }
    for (const sequence of open.sequences)
        await sequence.clearHistory();
    return open.sequences;
}

const evaluate = (all, texts) => Promise.all(texts.map((text, at) => all[at].evaluateWithoutGeneratingNewTokens(text)));

async function timed(action) {
    const start = process.hrtime.bigint();
    const tokens = await action();
    return {tokens, seconds: Number(process.hrtime.bigint() - start) / 1e9, residentBytes: process.memoryUsage().rss};
}

async function write(sequence, text, most) {
    let tokens = 0;
    for await (const _ of sequence.evaluate(text, {temperature: 0, yieldEogToken: true}))
        if (++tokens >= most)
            break;
    return tokens;
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const kinds = {
    async evaluate({model, texts}) {
        const all = await sequences(model, texts.length, texts[0].length + 8);
        return timed(async () => {
            await evaluate(all, texts);
            return sum(texts.map((text) => text.length));
        });
    },
    async prefill({model, texts, write: most}) {
        const [sequence] = await sequences(model, 1, texts[0].length + most + 8);
        return timed(async () => {
            await write(sequence, texts[0], 1);
            return texts[0].length;
        });
    },
    async decode({model, texts, write: most}) {
        const [sequence] = await sequences(model, 1, texts[0].length + most + 8);
        const written = sequence.evaluate(texts[0], {temperature: 0, yieldEogToken: true});
        await written.next();
        return timed(async () => {
            let tokens = 0;
            while (tokens + 1 < most && !(await written.next()).done)
                tokens++;
            return tokens;
        });
    },
    async serve({model, texts, write: most}) {
        const all = await sequences(model, texts.length, texts[0].length + most + 8);
        return timed(async () => sum(await Promise.all(texts.map((text, at) => write(all[at], text, most)))));
    }
};

for await (const line of createInterface({input: process.stdin})) {
    const request = JSON.parse(line);
    process.stdout.write(JSON.stringify(await kinds[request.kind](request)) + "\n");
}
process.exit(0);
