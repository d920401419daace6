using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using LlamaNas.Tests;
using LlamaNas.Tokens;
using static TorchSharp.torch;

namespace LlamaNas.AcceptanceTests.Export;

/// <summary>The bundled SmolLM2-135M-Instruct.Q4_1.gguf (llama.cpp's own quantizer made it) against the folder that <c>tools/unpack_model.py</c> makes of it.</summary>
public sealed class GgufGoldenTests
{
    private static readonly string File = SharedFolder.Find("models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf");

    [Fact]
    public void The_file_reads_as_the_unpacked_folder_bit_for_bit()
    {
        NativeEngine.Load();
        using var file = Checkpoint.Open(File);
        using var folder = Checkpoint.Open(SharedFolder.SmolLm2());

        Assert.Equal(folder.Config, file.Config);
        Assert.Equal(folder.Tensors.Keys.Order(), file.Tensors.Keys.Order());
        Assert.All(folder.Tensors.Keys, name =>
        {
            using var scope = NewDisposeScope();
            Assert.True(TensorLoader.Bytes(TensorLoader.Load(file, name, CPU, bfloat16)).AsSpan().SequenceEqual(TensorLoader.Bytes(TensorLoader.Load(folder, name, CPU))), name);
        });
    }

    [Fact]
    public void Its_tokenizer_is_the_model_s_own()
    {
        var (file, folder) = (LlamaTokenizer.Open(File), LlamaTokenizer.Open(SharedFolder.SmolLm2()));
        string[] texts = ["The year 2024, in café 12345!", "<|im_start|>user\nHi  there<|im_end|>\n", "def f(x):\n\n    return x**2  # 中文 🙂", "it's 1,000.50\t\tok"];

        Assert.All(texts, text => Assert.Equal(folder.Encode(text), file.Encode(text)));
        Assert.Equal(
            (folder.BeginOfSequenceId, folder.EndOfSequenceId, folder.AddsBeginOfSequence, folder.ChatTemplate),
            (file.BeginOfSequenceId, file.EndOfSequenceId, file.AddsBeginOfSequence, file.ChatTemplate));
    }
}
