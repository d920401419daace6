using System.Reflection;

namespace LlamaNas.TinyWorld;

/// <summary>Writes what an experiment on the tiny world needs: documents, task definitions, instructions, search space.</summary>
internal static class TinyWorldFolder
{
    /// <summary>Name of the instructions in the data folder.</summary>
    public const string Instructions = "alpaca_tiny.jsonl";

    private const int InstructionCount = 1500;
    private const int Seed = 42;

    /// <summary>Fills a folder: data/, tasks/ and tiny-space.yaml. The same files every time.</summary>
    public static void Write(string folder)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        var tasks = Directory.CreateDirectory(Path.Combine(folder, "tasks")).FullName;
        var world = World.Create(Seed);
        foreach (var task in WorldTasks.Names)
        {
            File.WriteAllLines(Path.Combine(data, $"{task}.jsonl"), WorldTasks.Documents(world, task, Seed));
            File.WriteAllText(Path.Combine(tasks, $"{task}.yaml"), Definition(task));
        }

        File.WriteAllLines(Path.Combine(data, Instructions), WorldInstructions.Examples(world, InstructionCount, Seed));
        TinySpace.Write(folder);
    }

    private static string Definition(string task)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"tiny/{task}.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
