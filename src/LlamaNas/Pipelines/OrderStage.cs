using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using LlamaNas.Tokens;
using LlamaNas.Training;

namespace LlamaNas.Pipelines;

/// <summary>
/// Writes a model with its feed-forward channels and key/value heads in order of importance: the same function, whose sub-networks keep the best parts.
/// What needs no fine-tuning starts from such a folder; fine-tuning orders by itself.
/// </summary>
public static class OrderStage
{
    private const string MarkName = "ordered-from.json";
    private const int CalibrationTexts = 64;

    /// <summary>Writes the folder.</summary>
    /// <param name="modelFolder">The model.</param>
    /// <param name="order">How; <see cref="ChannelOrder.Prefix"/> is refused, since it changes nothing.</param>
    /// <param name="calibration">Plain text, or Alpaca-format examples.</param>
    /// <param name="output">Folder to write; must not exist, or be empty.</param>
    /// <param name="cancellationToken">Stops between tensors.</param>
    /// <returns>Number of calibration texts.</returns>
    public static int Run(string modelFolder, ChannelOrder order, string calibration, string output, CancellationToken cancellationToken = default)
    {
        if (order == ChannelOrder.Prefix)
            throw new UsageException("The order prefix is that of the model itself. Use importance or taylor.");
        using var checkpoint = Checkpoint.Open(modelFolder);
        var texts = CalibrationText.Read(calibration, LlamaTokenizer.Open(modelFolder), CalibrationTexts);
        var stored = checkpoint.Tensors.Values.First().ElementType;
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = order == ChannelOrder.Taylor ? ElementType.Float32 : stored });
        ChannelImportance.Order(network, texts.TakeWhile(_ => !cancellationToken.IsCancellationRequested), order.Score());
        cancellationToken.ThrowIfCancellationRequested();
        ModelFolder.Write(
            output, modelFolder, checkpoint.Config, [.. network.Parameters.Select(entry => TensorFile.Entry(entry.Key, entry.Value, stored))], cancellationToken: cancellationToken);
        File.WriteAllText(Path.Combine(output, MarkName), JsonSerializer.Serialize(new { weights = checkpoint.ContentHash, order = order.ToString() }) + "\n");
        return texts.Count;
    }

    /// <summary>Hash of the weights that a folder's were before they were ordered; null where the folder was not written by <see cref="Run"/>.</summary>
    public static string? OriginalHash(string folder)
    {
        var path = Path.Combine(folder, MarkName);
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("weights").GetString() : null;
    }
}
