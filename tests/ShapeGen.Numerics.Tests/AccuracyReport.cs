using System.Collections.Concurrent;
using System.Globalization;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>
/// Keeps the largest error of each golden case and writes them, beside PyTorch's own, to <c>accuracy/&lt;instruction set&gt;.csv</c> next to
/// the tests. <c>tools/accuracy.py</c> makes <c>docs/accuracy.md</c> of them.
/// </summary>
public sealed class AccuracyReport : IDisposable
{
    private readonly ConcurrentDictionary<string, (double PyTorch, double Ours, double Limit)> _errors = new();
    private InstructionSet _instructionSet;

    internal void Add(InstructionSet instructionSet, GoldenCase golden, double error)
    {
        _instructionSet = instructionSet;
        _errors.AddOrUpdate(golden.Name, (golden.PyTorchError, error, golden.Limit), (_, old) => old with { Ours = Math.Max(old.Ours, error) });
    }

    public void Dispose()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "accuracy");
        Directory.CreateDirectory(folder);
        string knob = Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0" ? "Software"
            : Emulation.IsOn ? $"{_instructionSet}Emulated"
            : _instructionSet.ToString();
        File.WriteAllLines(
            Path.Combine(folder, knob + ".csv"),
            _errors.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key},{entry.Value.PyTorch:R},{entry.Value.Ours:R},{entry.Value.Limit:R}")));
    }
}
