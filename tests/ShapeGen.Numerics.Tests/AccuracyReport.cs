using System.Collections.Concurrent;
using System.Globalization;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>
/// Keeps the largest error of each golden case and writes them, beside PyTorch's own, to <c>accuracy/&lt;folder&gt;/&lt;instruction set&gt;.csv</c>
/// next to the tests. <c>tools/accuracy.py</c> makes <c>docs/accuracy.md</c> of them, and writes the figures of <c>docs/models.md</c>.
/// </summary>
public abstract class AccuracyReport : IDisposable
{
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, (double PyTorch, double Ours, double Limit)> _errors = new();
    private InstructionSet _instructionSet;

    private protected AccuracyReport(string folder) => _folder = folder;

    internal void Add(InstructionSet instructionSet, string name, double pyTorchError, double error, double limit)
    {
        _instructionSet = instructionSet;
        _errors.AddOrUpdate(name, (pyTorchError, error, limit), (_, old) => old with { Ours = Math.Max(old.Ours, error) });
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        string folder = Path.Combine(AppContext.BaseDirectory, "accuracy", _folder);
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

/// <summary>The errors of modules and layers.</summary>
public sealed class LayerAccuracyReport() : AccuracyReport("layers");

/// <summary>The errors of sentence embedders in several files.</summary>
public sealed class EmbedderAccuracyReport() : AccuracyReport("embedders");

/// <summary>The errors of whole models.</summary>
public sealed class ModelAccuracyReport() : AccuracyReport("models");

/// <summary>The errors of long sequences.</summary>
public sealed class LongAccuracyReport() : AccuracyReport("long");
