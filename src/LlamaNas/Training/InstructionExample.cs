namespace LlamaNas.Training;

/// <summary>One Alpaca-format example.</summary>
/// <param name="Instruction">What is asked.</param>
/// <param name="Input">What it is asked about; may be empty.</param>
/// <param name="Output">The answer: all that the loss counts.</param>
public sealed record InstructionExample(string Instruction, string Input, string Output);
