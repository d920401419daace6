using System.CommandLine;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Cli;

/// <summary>The options that name one network: of a run store, or of a file.</summary>
internal sealed class SubNetworkChoice
{
    private readonly Option<string?> _run = new("--run") { Description = "The search's run store (FILE.db)." };
    private readonly Option<string> _select = new("--select") { Description = "knee, best, keep (the smallest that keeps the accuracy of the search split), an id of the front, or a bound such as \"parameters<=90M\".", DefaultValueFactory = _ => "knee" };
    private readonly Option<string?> _architecture = new("--architecture") { Description = "JSON file of a sub-network, instead of --run." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_run);
        command.Options.Add(_select);
        command.Options.Add(_architecture);
    }

    /// <summary>Whether either option was given.</summary>
    public bool IsGiven(ParseResult result) => result.GetValue(_architecture) is not null || result.GetValue(_run) is not null;

    /// <summary>The network, and what its model card tells; null where neither option was given.</summary>
    public (SubNetwork Network, ModelCardStory? Story)? Of(ParseResult result, LlamaConfig config)
    {
        if (result.GetValue(_architecture) is { } architecture)
            return (Fitting(SubNetworkJson.Load(architecture), config), null);
        if (result.GetValue(_run) is not { } path)
            return null;

        using var store = RunStore.OpenExisting(path);
        var network = Fitting(new StoredRun(store).Select(result.GetValue(_select)!), config);
        return (network, RunCard.Of(store, network, $"llama-nas {string.Join(' ', result.Tokens.Select(token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{token.Value}\"" : token.Value))}"));
    }

    /// <summary>A network in its one form, checked against a model.</summary>
    /// <exception cref="LlamaNasException">It does not fit.</exception>
    public static SubNetwork Fitting(SubNetwork network, LlamaConfig config)
    {
        network.Validate(config);
        return network.Canonical(config);
    }
}
