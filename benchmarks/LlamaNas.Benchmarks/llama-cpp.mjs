// Times llama.cpp on request: one JSON line in, one JSON line out, until the input ends.
//   node llama-cpp.mjs FOLDER_OF_NODE_LLAMA_CPP
// {"model": "FILE.gguf", "texts": [[id, ...], ...], "write": 0}  -> {"tokens": n, "seconds": s}   evaluates all texts
// {"model": "FILE.gguf", "texts": [[id, ...]], "write": 64}      -> {"tokens": n, "seconds": s}   writes after one text; its evaluation does not count
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
    return {tokens, seconds: Number(process.hrtime.bigint() - start) / 1e9};
}

async function prefill({model, texts}) {
    const all = await sequences(model, texts.length, texts[0].length + 8);
    return timed(async () => {
        await evaluate(all, texts);
        return texts.reduce((sum, text) => sum + text.length, 0);
    });
}

async function decode({model, texts, write}) {
    const [sequence] = await sequences(model, 1, texts[0].length + write + 8);
    const written = sequence.evaluate(texts[0], {temperature: 0, yieldEogToken: true});
    await written.next();
    return timed(async () => {
        let tokens = 0;
        while (tokens + 1 < write && !(await written.next()).done)
            tokens++;
        return tokens;
    });
}

for await (const line of createInterface({input: process.stdin})) {
    const request = JSON.parse(line);
    process.stdout.write(JSON.stringify(await (request.write > 0 ? decode(request) : prefill(request))) + "\n");
}
process.exit(0);
