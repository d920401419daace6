using System.Text.RegularExpressions;

namespace LlamaNas.Tokens;

/// <summary>
/// Renders one user message with a model's chat template. Templates are Jinja programs; instead of running them, the families that LLaMA
/// models use are recognised by their markers.
/// </summary>
public static class ChatPrompt
{
    /// <summary>Text with which prompts of the LLaMA 2 family begin: the begin-of-sequence token.</summary>
    internal const string Begin = "<s>";

    /// <summary>The prompt up to where the assistant's answer begins.</summary>
    /// <param name="template">The tokenizer's chat template.</param>
    /// <param name="message">What the user says.</param>
    /// <param name="system">The system message; null for the template's own, if it has one.</param>
    /// <exception cref="TokenizerException">No template, or one of an unknown family.</exception>
    public static string Render(string? template, string message, string? system = null) => template switch
    {
        null => throw new TokenizerException("The model has no chat template. Use its text as it is: generate --raw, finetune --prompt alpaca."),
        _ when template.Contains("<|im_start|>", StringComparison.Ordinal) =>
            $"{ChatMlSystem(template, system)}<|im_start|>user\n{message}<|im_end|>\n<|im_start|>assistant\n",
        _ when template.Contains("<|start_header_id|>", StringComparison.Ordinal) =>
            $"<|begin_of_text|>{Llama3System(template, system)}{Header("user")}{message.Trim()}<|eot_id|>{Header("assistant")}",
        _ when template.Contains("[INST]", StringComparison.Ordinal) => $"{Begin}[INST] {$"{Llama2System(template, system)}{message}".Trim()} [/INST]",
        _ when template.Contains("<|user|>", StringComparison.Ordinal) => $"{(system is null ? "" : $"<|system|>\n{system}</s>\n")}<|user|>\n{message}</s>\n<|assistant|>\n",
        _ => throw new TokenizerException(
            "The model's chat template is of an unknown family (known: ChatML, LLaMA 2, LLaMA 3, Zephyr). Use its text as it is: generate --raw, finetune --prompt alpaca."),
    };

    /// <summary>The text that ends the assistant's answer.</summary>
    public static string EndOfAnswer(string template) =>
        template.Contains("<|im_end|>", StringComparison.Ordinal) ? "<|im_end|>"
        : template.Contains("<|eot_id|>", StringComparison.Ordinal) ? "<|eot_id|>"
        : "</s>";

    // ChatML templates often carry a system message for conversations that have none.
    private static string ChatMlSystem(string template, string? system) => system is null
        ? Regex.Match(template, @"<\|im_start\|>system\n[^']*?<\|im_end\|>\n").Value
        : $"<|im_start|>system\n{system}<|im_end|>\n";

    // LLaMA 3.1 and later always have a system message, with the dates that the template holds.
    private static string Llama3System(string template, string? system)
    {
        var knowledge = Regex.Match(template, @"Cutting Knowledge Date: [A-Z][a-z]+ \d{4}").Value;
        if (knowledge.Length == 0)
            return system is null ? "" : $"{Header("system")}{system.Trim()}<|eot_id|>";
        var today = Regex.Match(template, "date_string = \"(?<date>[^\"]+)\"").Groups["date"].Value;
        return $"{Header("system")}{knowledge}\nToday Date: {today}\n\n{system?.Trim()}<|eot_id|>";
    }

    // Mistral's early templates have no place for a system message: it goes before the user's.
    private static string Llama2System(string template, string? system) =>
        system is null ? "" : template.Contains("<<SYS>>", StringComparison.Ordinal) ? $"<<SYS>>\n{system}\n<</SYS>>\n\n" : $"{system}\n\n";

    private static string Header(string role) => $"<|start_header_id|>{role}<|end_header_id|>\n\n";
}
