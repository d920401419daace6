using System.Text.Json;
using LlamaNas.Pipelines.LlamaCpp;
using LlamaNas.Spaces;
using LlamaNas.Tests;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.AcceptanceTests.Export;

/// <summary>What is asked of llama.cpp about an exported file, and its inputs: prompts and sub-networks of <c>../shared/goldens</c>, which transformers made.</summary>
internal static class LlamaCppRequest
{
    private static readonly string Script = Path.Combine(SourceFiles.Root, "tests/LlamaNas.AcceptanceTests/Export/continue.mjs");

    /// <summary>Token ids of five texts.</summary>
    public static int[][] Prompts => [.. Golden("logits_f32.json").EnumerateArray().Select(text => Integers(text.GetProperty("ids")))];

    /// <summary>0 is the full network, 1 has 28 of 30 layers, 3 has 25 layers of two widths.</summary>
    public static SubNetwork SubNetworkOf(int golden)
    {
        var one = Golden("subnetworks_f32.json")[golden];
        return new SubNetwork { Layers = [.. Integers(one.GetProperty("layers"))], FeedForwardWidths = [.. Integers(one.GetProperty("ffn_widths"))] };
    }

    /// <summary>Asks.</summary>
    /// <param name="folder">For the request's file.</param>
    /// <param name="model">The GGUF file.</param>
    /// <param name="prompts">Token ids to go on from, and to score.</param>
    /// <param name="texts">Texts to encode.</param>
    /// <param name="tokens">How many tokens it writes after each prompt; 0 to score alone.</param>
    public static LlamaCppAnswer Ask(TemporaryFolder folder, string model, int[][] prompts, string[] texts, int tokens)
    {
        var request = folder.Write("request.json", JsonSerializer.Serialize(new { prompts, texts, tokens }));
        return JsonSerializer.Deserialize<LlamaCppAnswer>(NodeLlamaCpp.Script(Script, model, request), JsonSerializerOptions.Web)!;
    }

    /// <summary>Installs llama.cpp, or skips the running test where that cannot be.</summary>
    public static void Require()
    {
        if (NodeLlamaCpp.Install() is { } reason)
            Assert.Skip(reason);
    }

    private static JsonElement Golden(string name) => JsonDocument.Parse(File.ReadAllText(SharedFolder.Find($"goldens/{name}"))).RootElement.GetProperty("cases");

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];
}

/// <summary>What llama.cpp said: ids of the texts; tokens after each prompt; log-probabilities of each prompt's tokens after the first.</summary>
internal sealed record LlamaCppAnswer(int[][] Encoded, int[][] Continued, double[][] LogProbabilities);
