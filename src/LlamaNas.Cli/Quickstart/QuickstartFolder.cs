using System.Reflection;
using LlamaNas.TinyWorld;

namespace LlamaNas.Cli.Quickstart;

/// <summary>Unpacks the embedded tiny model and its world into a folder, with an experiment that `llama-nas run` understands.</summary>
internal static class QuickstartFolder
{
    private const string Prefix = "tiny-model/";

    /// <summary>Writes the folder; returns the experiment's path.</summary>
    public static string Write(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var model = Directory.CreateDirectory(Path.Combine(folder, "model")).FullName;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var source = assembly.GetManifestResourceStream(resource)!;
            using var target = File.Create(Path.Combine(model, resource[Prefix.Length..]));
            source.CopyTo(target);
        }

        TinyWorldFolder.Write(folder);
        var experiment = Path.Combine(folder, "experiment.yaml");
        using var text = new StreamReader(assembly.GetManifestResourceStream("quickstart/experiment.yaml")!);
        File.WriteAllText(experiment, text.ReadToEnd());
        return experiment;
    }
}
