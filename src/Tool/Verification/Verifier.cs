using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Formats;
using ShapeGen.Tool.Verification.Causes;

namespace ShapeGen.Tool.Verification;

/// <summary>Runs a model on a reference's input and compares the result of each stage.</summary>
internal static class Verifier
{
    /// <summary>
    /// Allows for float32 rounding in the model and the reference, about 1e-6 of the largest value after twelve layers (docs/accuracy.md). A wrong
    /// function or parameter differs more.
    /// </summary>
    public const double UsualTolerance = 2e-5;

    /// <summary>The attribute that the model must be compiled with.</summary>
    public const string Attribute = "ShapeGen.Trace";

    /// <param name="model">The model, compiled with <see cref="Attribute"/>.</param>
    /// <param name="checkpoint">Its weights.</param>
    /// <param name="prefix">The prefix of the model's tensor names in the checkpoint.</param>
    /// <param name="referencePath">The file with input and results.</param>
    /// <param name="tolerance">The maximum difference of a stage, relative to the largest value of its reference.</param>
    /// <exception cref="ToolException">A file is not what it should be.</exception>
    public static VerificationResult Verify(CompiledModel model, string checkpoint, string prefix, string referencePath, double tolerance)
    {
        Reference reference = Reference.Read(referencePath);
        ModelInput input = InputFile.Read(referencePath, model);
        using SafetensorsFile file = model.Open(checkpoint);
        TraceRecorder recorder = Run(model, model.Load(file, prefix), input, referencePath);
        List<TraceRecord> common = [.. recorder.Records.Where(record => reference.Has(record.Name))];
        if (common.Count == 0)
        {
            throw ToolException.BadFile(
                referencePath,
                $"has none of the model's results: the model has {Some(recorder.Records.Select(record => record.Name))}, the file has {(reference.Names.Count == 0 ? "none" : Some(reference.Names))}. tools/record_intermediates.py records them with the right names.");
        }

        List<StageComparison> stages = [];
        Departure? departure = null;
        foreach (TraceRecord record in common)
        {
            Grid expected = reference.Get(record);
            Grid ours = Grid.Of(record.Values, record.Width);
            (double error, int row, int column) = ours.DifferenceFrom(expected);
            double largest = expected.Largest;
            StageComparison stage = new(record.Name, record.Rows, record.Width, error, error == 0 ? 0 : error / largest, tolerance * largest);
            stages.Add(stage);
            if (departure is null && stage.Departs)
            {
                Evidence evidence = new(model, file, prefix, input, reference, recorder, tolerance);
                List<string> before = [.. recorder.Records.TakeWhile(other => other.Name != record.Name).Select(other => other.Name)];
                departure = new(
                    record.Name, error, row, column, ours[row, column], expected[row, column], CauseFinder.Find(evidence, record, expected),
                    [.. before.Where(reference.Has)], [.. before.Where(name => !reference.Has(name))]);
            }
        }

        return new(
            model.Name, model.InstructionSet, tolerance, stages, departure,
            [.. recorder.Records.Select(record => record.Name).Where(name => !reference.Has(name))],
            [.. reference.Names.Where(name => !recorder.TryGet(name, out _)).Order(StringComparer.Ordinal)]);
    }

    private static TraceRecorder Run(CompiledModel model, LoadedModel loaded, ModelInput input, string path)
    {
        TraceRecorder recorder = new();
        object traced = model.Type.GetMethod("WithTrace")!.Invoke(loaded.Instance, [new TraceCallback(recorder.Add)])!;
        try
        {
            new LoadedModel(model, traced).Forward(input);
            return recorder;
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw ToolException.BadFile(path, $"its input does not fit the model: {exception.Message}", exception);
        }
    }

    private static string Some(IEnumerable<string> names)
    {
        const int MaxNames = 6;
        List<string> all = [.. names];
        return string.Join(", ", all.Take(MaxNames).Select(name => $"'{name}'")) + (all.Count > MaxNames ? ", …" : "");
    }
}
