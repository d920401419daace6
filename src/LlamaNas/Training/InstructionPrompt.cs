using LlamaNas.Tokens;

namespace LlamaNas.Training;

/// <summary>How an example is put to the model.</summary>
public enum PromptStyle
{
    /// <summary>Stanford Alpaca's prompt.</summary>
    Alpaca,

    /// <summary>The model's own chat template.</summary>
    Chat,
}

/// <summary>Writes the prompt of an example, up to where the answer begins.</summary>
public static class InstructionPrompt
{
    /// <summary>The prompt text.</summary>
    public static string Write(InstructionExample example, PromptStyle style, LlamaTokenizer tokenizer) =>
        style == PromptStyle.Alpaca ? Alpaca(example) : ChatPrompt.Render(tokenizer.ChatTemplate, Message(example));

    private static string Message(InstructionExample example) =>
        example.Input.Length == 0 ? example.Instruction : $"{example.Instruction}\n\n{example.Input}";

    // The two forms of https://github.com/tatsu-lab/stanford_alpaca.
    private static string Alpaca(InstructionExample example) => example.Input.Length == 0
        ? "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"
            + $"### Instruction:\n{example.Instruction}\n\n### Response:\n"
        : "Below is an instruction that describes a task, paired with an input that provides further context. "
            + "Write a response that appropriately completes the request.\n\n"
            + $"### Instruction:\n{example.Instruction}\n\n### Input:\n{example.Input}\n\n### Response:\n";
}
