using LlamaNas.Tokens;

namespace LlamaNas.Tests.Tokens;

/// <summary>Against what Jinja (3.1.6, trim_blocks and lstrip_blocks as in transformers) makes of the models' own templates.</summary>
public sealed class ChatPromptTests
{
    private const string Message = " Hi there \n";

    // SmolLM2-135M-Instruct's.
    private const string ChatMl = "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    // Parts of the others that tell them apart.
    private const string Llama2 = "{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}";
    private const string Llama3 = "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}";
    private const string Llama31 = "{%- set date_string = \"26 Jul 2024\" %}{{- \"<|start_header_id|>system<|end_header_id|>\\n\\n\" }}{{- \"Cutting Knowledge Date: December 2023\\n\" }}";
    private const string Zephyr = "{{ '<|user|>\n' + message['content'] + eos_token }}";

    [Theory]
    [InlineData(ChatMl, null, "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\n Hi there \n<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(ChatMl, "Be brief.", "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n Hi there \n<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(Llama2, null, "<s>[INST] Hi there [/INST]")]
    [InlineData(Llama2, "Be brief.", "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n Hi there [/INST]")]
    [InlineData(Llama3, null, "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(Llama3, "Be brief.", "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(Llama31, null, "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(Llama31, "Be brief.", "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(Zephyr, null, "<|user|>\n Hi there \n</s>\n<|assistant|>\n")]
    [InlineData(Zephyr, "Be brief.", "<|system|>\nBe brief.</s>\n<|user|>\n Hi there \n</s>\n<|assistant|>\n")]
    public void A_message_is_put_into_the_model_s_template(string template, string? system, string expected) =>
        Assert.Equal(expected, ChatPrompt.Render(template, Message, system));

    [Theory]
    [InlineData(null, "no chat template")]
    [InlineData("{{ messages }}", "unknown family (known: ChatML, LLaMA 2, LLaMA 3, Zephyr)")]
    public void A_template_that_is_not_known_is_refused(string? template, string reason) =>
        Assert.Contains(reason, Assert.Throws<TokenizerException>(() => ChatPrompt.Render(template, Message)).Message, StringComparison.Ordinal);
}
