namespace LlamaNas.Checkpoints;

/// <summary>Checks that the stored tensors are those that the configuration needs.</summary>
internal static class CheckpointFit
{
    /// <summary>Every needed tensor is there in its shape, and none that would change the result is left over.</summary>
    /// <exception cref="CheckpointException">The first tensor that does not fit.</exception>
    public static void Check(string folder, LlamaConfig config, StoredQuantization? quantization, Dictionary<string, TensorInfo> tensors)
    {
        foreach (var name in tensors.Keys.Where(name => name.EndsWith(".bias", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            throw new CheckpointException($"{folder}: tensor '{name}' is a bias, which is not supported. Use a LLaMA-family model without biases.");

        foreach (var (name, needed, type) in QuantizedLayout.Of(config, quantization))
        {
            if (!tensors.TryGetValue(name, out var tensor))
            {
                throw new CheckpointException(
                    $"{folder}: tensor '{name}' is missing, though config.json ({config.LayerCount} layers) needs it. Use the config.json that came with these weights.");
            }

            if (tensor.Shape != needed)
            {
                throw new CheckpointException(
                    $"{tensor.File}: tensor '{name}' has shape {tensor.Shape}, but config.json needs {needed}. Use the config.json that came with these weights.");
            }

            if (type is null ? tensor.ElementType is ElementType.Int8 or ElementType.UInt8 : tensor.ElementType != type)
            {
                throw new CheckpointException(
                    $"{tensor.File}: tensor '{name}' has type {tensor.ElementType.Name()}, but {type?.Name() ?? "F32, F16 or BF16"} is needed. Quantize the model again, or use the original.");
            }
        }
    }
}
