// Continues token sequences greedily in llama.cpp, and scores them.
//   node continue.mjs FOLDER_OF_NODE_LLAMA_CPP MODEL.gguf REQUEST.json
// The request: {"prompts": [[id, ...], ...], "texts": ["...", ...], "tokens": 20}. The answer, on stdout: {"encoded": [[id, ...], ...] of the texts,
// "continued": [[id, ...], ...], "logProbabilities": [[number, ...], ...]}, the latter of each prompt's tokens after the first, given those before.
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

const [folder, modelPath, requestPath] = process.argv.slice(2);
const {getLlama, LlamaLogLevel} = await import(pathToFileURL(join(folder, "node_modules/node-llama-cpp/dist/index.js")));
const request = JSON.parse(readFileSync(requestPath, "utf8"));
const llama = await getLlama({gpu: false, build: "never", skipDownload: true, maxThreads: 1, logLevel: LlamaLogLevel.error});
const model = await llama.loadModel({modelPath});
const context = await model.createContext({contextSize: 1024, batchSize: 512, threads: 1, ignoreMemorySafetyChecks: true});
const sequence = context.getSequence();

async function continued(prompt) {
    const tokens = [];
    if (request.tokens === 0)
        return tokens;
    await sequence.clearHistory();
    for await (const token of sequence.evaluate(prompt, {temperature: 0, yieldEogToken: true})) {
        tokens.push(token);
        if (tokens.length === request.tokens || model.isEogToken(token))
            break;
    }
    return tokens;
}

async function logProbabilities(prompt) {
    await sequence.clearHistory();
    const output = await sequence.controlledEvaluate(prompt.map((token, at) => [token, {
        generateNext: {logits: {filter: {tokens: [prompt[at + 1] ?? 0], includeTop: 1}}, totalLogitWeight: true}
    }]));
    return prompt.slice(1).map((token, at) => {
        const {logits, totalLogitWeight} = output[at].next;
        return logits.get(token) - Math.max(...logits.values()) - Math.log(totalLogitWeight);
    });
}

const answer = {encoded: request.texts.map((text) => model.tokenize(text, true)), continued: [], logProbabilities: []};
for (const prompt of request.prompts) {
    answer.continued.push(await continued(prompt));
    answer.logProbabilities.push(await logProbabilities(prompt));
}
// A pipe takes 64 KiB at once: only once all is written may the process end.
process.stdout.write(JSON.stringify(answer) + "\n", () => process.exit(0));
