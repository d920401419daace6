using System.Text.RegularExpressions;

namespace LlamaNas.Tokens;

/// <summary>
/// Renders one user message with a model's chat template. Templates are Jinja programs; instead of running them, the families that LLaMA
/// models use are recognised by their markers.
/// </summary>
public static class ChatPrompt
{
    /// <summary>The prompt up to where the assistant's answer begins.</summary>
    /// <param name="template">The tokenizer's chat template.</param>
    /// <param name="message">What the user says.</param>
    /// <exception cref="TokenizerException">No template, or one of an unknown family.</exception>
    public static string Render(string? template, string message) => template switch
    {
        null => throw new TokenizerException("The model has no chat template. Use the Alpaca prompt: --prompt alpaca."),
        _ when template.Contains("<|im_start|>", StringComparison.Ordinal) =>
            $"{DefaultSystem(template)}<|im_start|>user\n{message}<|im_end|>\n<|im_start|>assistant\n",
        _ when template.Contains("<|start_header_id|>", StringComparison.Ordinal) =>
            $"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n{message}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        _ when template.Contains("[INST]", StringComparison.Ordinal) => $"<s>[INST] {message} [/INST]",
        _ when template.Contains("<|user|>", StringComparison.Ordinal) => $"<|user|>\n{message}</s>\n<|assistant|>\n",
        _ => throw new TokenizerException("The model's chat template is of an unknown family (known: ChatML, LLaMA 2, LLaMA 3, Zephyr). Use --prompt alpaca."),
    };

    /// <summary>The text that ends the assistant's answer.</summary>
    public static string EndOfAnswer(string template) =>
        template.Contains("<|im_end|>", StringComparison.Ordinal) ? "<|im_end|>"
        : template.Contains("<|eot_id|>", StringComparison.Ordinal) ? "<|eot_id|>"
        : "</s>";

    // ChatML templates often carry a system message for conversations that have none.
    private static string DefaultSystem(string template) => Regex.Match(template, @"<\|im_start\|>system\n[^']*?<\|im_end\|>\n").Value;
}
