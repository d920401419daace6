using LlamaNas.Checkpoints;

namespace LlamaNas.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void What_is_written_is_read_back(ElementType type)
    {
        TinyCheckpoint.Write(_folder, type);
        using var checkpoint = Checkpoint.Open(_folder.Path);

        foreach (var tensor in TinyCheckpoint.Tensors(type))
        {
            var bytes = new byte[checkpoint.Tensors[tensor.Name].Length];
            checkpoint.Read(tensor.Name, bytes);
            Assert.Equal(tensor.Bytes(), bytes);
        }
    }

    [Fact]
    public void The_same_tensors_give_the_same_file()
    {
        SafetensorsWriter.Write(_folder["one"], TinyCheckpoint.Tensors());
        SafetensorsWriter.Write(_folder["two"], TinyCheckpoint.Tensors().Reverse());

        Assert.Equal(File.ReadAllBytes(_folder["one"]), File.ReadAllBytes(_folder["two"]));
    }

    [Fact]
    public void Shards_are_one_checkpoint()
    {
        var tensors = TinyCheckpoint.Tensors().ToArray();
        _folder.Write("config.json", TinyCheckpoint.Config);
        SafetensorsWriter.Write(_folder["model-1.safetensors"], tensors[..5]);
        SafetensorsWriter.Write(_folder["model-2.safetensors"], tensors[5..]);
        _folder.Write("model.safetensors.index.json", """{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
        using var sharded = Checkpoint.Open(_folder.Path);
        var hash = sharded.ContentHash;
        File.Delete(_folder["model.safetensors.index.json"]);
        SafetensorsWriter.Write(_folder["model.safetensors"], tensors);
        using var single = Checkpoint.Open(_folder.Path);

        Assert.Equal(single.ContentHash, hash);
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        TinyCheckpoint.Write(_folder);
        _folder.Write("model.safetensors.index.json", """{"weight_map":{"a":"model.safetensors","b":"model-2.safetensors"}}""");

        Refused("shard 'model-2.safetensors' is missing");
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../model.safetensors"}}""", "outside the folder")]
    [InlineData("""{"weight_map":{"a":1}}""", "not a shard index")]
    [InlineData("""{"weight_map":[]}""", "not a shard index")]
    [InlineData("{", "not a shard index")]
    public void A_damaged_index_is_refused(string index, string reason)
    {
        TinyCheckpoint.Write(_folder);
        _folder.Write("model.safetensors.index.json", index);

        Refused(reason);
    }

    [Theory]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":3", "model.layers.2.")]
    [InlineData("\"intermediate_size\":12", "\"intermediate_size\":16", "config.json needs [16,8]")]
    [InlineData("\"tie_word_embeddings\":true", "\"tie_word_embeddings\":false", "lm_head.weight")]
    [InlineData("\"model_type\":\"llama\"", "\"model_type\":\"gpt2\"", "'gpt2', but only 'llama'")]
    [InlineData("LlamaForCausalLM", "MistralForCausalLM", "MistralForCausalLM")]
    [InlineData("\"silu\"", "\"gelu\"", "gelu")]
    [InlineData("\"hidden_size\":8", "\"attention_bias\":true,\"hidden_size\":8", "attention_bias is true")]
    [InlineData("\"hidden_size\":8", "\"rope_scaling\":{\"type\":\"linear\",\"factor\":2},\"hidden_size\":8", "'linear' is not supported")]
    [InlineData("\"hidden_size\":8", "\"hidden_size\":-8", "hidden_size")]
    [InlineData("\"hidden_size\":8", "\"hidden_size\":\"8\"", "hidden_size")]
    [InlineData("\"num_key_value_heads\":1", "\"num_key_value_heads\":3", "no multiple")]
    [InlineData("\"vocab_size\":10,", "", "vocab_size")]
    [InlineData("\"vocab_size\":10,", "\"vocab_size\":10", "config.json")]
    public void A_configuration_that_does_not_fit_is_refused(string original, string replacement, string reason)
    {
        TinyCheckpoint.Write(_folder);
        _folder.Write("config.json", TinyCheckpoint.Config.Replace(original, replacement, StringComparison.Ordinal));

        Refused(reason);
    }

    [Fact]
    public void Biases_are_refused()
    {
        TinyCheckpoint.Write(_folder);
        SafetensorsWriter.Write(_folder["model.safetensors"], TinyCheckpoint.Tensors().Append(
            new TensorToWrite("model.layers.0.self_attn.q_proj.bias", ElementType.Float32, [8], () => new byte[32])));

        Refused("q_proj.bias' is a bias");
    }

    [Fact]
    public void A_folder_without_weights_is_refused()
    {
        _folder.Write("config.json", TinyCheckpoint.Config);

        Refused("neither model.safetensors nor");
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        File.CreateSymbolicLink(_folder["full.partial"], "/dev/full");

        var message = Assert.Throws<CheckpointException>(() => SafetensorsWriter.Write(_folder["full"], TinyCheckpoint.Tensors())).Message;

        Assert.Contains("Free some disk space", message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["full"]));
    }

    private void Refused(string reason)
    {
        var message = Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path)).Message;

        Assert.StartsWith(_folder.Path, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
