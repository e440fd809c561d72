using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Inspection;
using ShapeGen.Tool.Verification;
using Xunit.Sdk;

namespace ShapeGen.Tool.Tests.Published;

/// <summary>Runs a case and says what is wrong with the result: the reference's numbers are right, or a refusal that names the cause, and nothing else.</summary>
internal sealed class CaseRunner
{
    /// <summary>Many cases have the same declaration, and compiling it is most of the work.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<CompiledModel>> Compiled = new(StringComparer.Ordinal);

    private readonly PublishedCase _case;
    private readonly string _work;

    private CaseRunner(PublishedCase @case, string work)
    {
        _case = @case;
        _work = work;
    }

    /// <summary>Copies the case, runs its command, and looks at the result.</summary>
    /// <param name="folder">The folder of the case, in which nothing is written.</param>
    public static void Run(string folder)
    {
        using Folder work = new();
        Directory.CreateDirectory(work.Path("published"));
        CaseRunner runner = new(PublishedCase.Copy(folder, work.Path("published")), work.Name);
        runner.Run();
    }

    private void Run()
    {
        string input = Path.Combine(_case.Folder, _case.Input);
        switch (_case.Command)
        {
            case "declare":
                Declare(input, _case.Arguments);
                break;
            case "convert":
                Convert(input, Path.Combine(_work, "converted.safetensors"));
                break;
            case "convert+declare":
                string converted = Path.Combine(_case.Folder, "model.safetensors");
                if (Convert(input, converted))
                {
                    Declare(converted, []);
                }

                break;
            case "build":
                Build(Path.Combine(_case.Folder, "Model.cs"));
                break;
            default:
                throw Wrong($"case.json asks for the command '{_case.Command}', which this test does not know.");
        }
    }

    private void Declare(string input, IReadOnlyList<string> arguments)
    {
        string file = Path.Combine(_work, "Model.cs");
        ToolResult result = ToolInProcess.Run(["declare", input, "--output", file, "--json", .. arguments]);
        if (result.ExitCode != ExitCode.Done)
        {
            if (File.Exists(file))
            {
                throw Wrong($"The refusal wrote a declaration:\n{File.ReadAllText(file)}", result);
            }

            Refused(result);
            return;
        }

        string text = File.ReadAllText(file);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement root = json.RootElement;
        string prefix = root.TryGetProperty("prefix", out JsonElement outer) ? outer.GetString()! : "";
        Remarks(root, text);
        foreach (string pattern in _case.Text.Where(pattern => !Has(text, pattern)))
        {
            throw Wrong($"The declaration has nothing like '{pattern}':\n{text}", result);
        }

        if (_case.Reference is { } reference)
        {
            Compare(DeclarationSource.Read(file), Weights(input), prefix, reference);
        }
        else if (_case.Remark.Count == 0)
        {
            throw Wrong($"It is declared, and only a refusal is right:\n{text}", result);
        }
    }

    /// <summary>The file that the model is loaded from.</summary>
    private string Weights(string input) => CheckpointSource.Open(input).Files is [string only] ? only : throw Wrong("The checkpoint has several files, which are to be joined first.");

    private void Refused(ToolResult result)
    {
        // Its own paths are not what a message says, nor are the families that it offers as a way out.
        string message = Regex.Replace(result.Error.Replace(_work, "", StringComparison.Ordinal), "--assume .*", "");
        if (result.ExitCode is not (ExitCode.No or ExitCode.BadFile))
        {
            throw Wrong($"The exit code is {result.ExitCode}.", result);
        }

        if (_case.NeedsNumbers || _case.Refuse.Count == 0)
        {
            throw Wrong("It is refused, and the numbers are known.", result);
        }

        if (!_case.Refuse.Any(pattern => Has(message, pattern)))
        {
            throw Wrong($"The refusal has none of {Quoted(_case.Refuse)}.", result);
        }

        foreach (string pattern in _case.Never.Where(pattern => Has(message, pattern)))
        {
            throw Wrong($"The refusal has '{pattern}'.", result);
        }
    }

    /// <summary>Remarks that say something about the numbers. That a tensor is named in Ignore says nothing of what it would have changed.</summary>
    private void Remarks(JsonElement root, string text)
    {
        string[] remarks =
        [
            .. root.GetProperty("remarks").EnumerateArray()
                .Where(remark => !remark.GetProperty("arguments").EnumerateArray().Any(argument => argument.GetString() == "Ignore"))
                .Select(remark => remark.GetProperty("text").GetString()!),
        ];
        if (_case.Remark.Count > 0 && !remarks.Any(remark => _case.Remark.Any(pattern => Has(remark, pattern))))
        {
            throw Wrong($"No remark has one of {Quoted(_case.Remark)}:\n{text}");
        }

        if (remarks.FirstOrDefault(remark => _case.Quiet.Any(pattern => Has(remark, pattern))) is { } loud)
        {
            throw Wrong($"A remark is about what changes nothing: {loud}");
        }
    }

    private bool Convert(string input, string output)
    {
        ToolResult result = ToolInProcess.Run(["convert", input, "--output", output, .. _case.Arguments]);
        if (result.ExitCode != ExitCode.Done)
        {
            Refused(result);
            return false;
        }

        if (_case.Expected is { } path)
        {
            using SafetensorsFile expected = SafetensorsFile.Open(path), written = SafetensorsFile.Open(output);
            Assert.Equal(expected.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), written.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
            Assert.All(expected.Tensors, tensor =>
            {
                Assert.Equal(tensor.Shape, written.Tensors.Single(other => other.Name == tensor.Name).Shape);
                Assert.Equal(expected.ReadSingles(tensor.Name), written.ReadSingles(tensor.Name));
            });
        }
        else if (_case.Command == "convert")
        {
            throw Wrong("It is converted, and only a refusal is right.", result);
        }

        return true;
    }

    private void Build(string model)
    {
        string[] said = ProjectBuild.Errors(model, Path.Combine(_case.Folder, "model.safetensors"));
        if (_case.Refuse.Count > 0)
        {
            if (!said.Any(error => Has(error, "^SHG00(19|20|21|22): ") && _case.Refuse.Any(pattern => Has(error, pattern))))
            {
                throw Wrong($"No error of the build has one of {Quoted(_case.Refuse)}. It says: {Lines(said)}");
            }
        }
        else if (said.Length > 0)
        {
            throw Wrong($"The class is right, and the build says: {Lines(said)}");
        }

        if (_case.Reference is { } reference && _case.Refuse.Count == 0)
        {
            Compare(DeclarationSource.Read(model), Path.Combine(_case.Folder, "model.safetensors"), "", reference);
        }
    }

    /// <summary>Runs the model on the reference's input and compares.</summary>
    private void Compare(DeclarationSource source, string checkpoint, string prefix, string reference)
    {
        TraceRecorder recorder = new();
        float[] output;
        try
        {
            CompiledModel model = Compile(source);
            LoadedModel loaded = Load(model, checkpoint, prefix);
            object traced = model.Type.GetMethod("WithTrace")!.Invoke(loaded.Instance, [new TraceCallback(recorder.Add)])!;
            output = new LoadedModel(model, traced).Forward(InputFile.Read(reference, model));
        }
        catch (Exception exception) when (exception is ToolException or CheckpointException or ArgumentException)
        {
            throw Wrong($"{exception.Message}\n{source.Text}");
        }

        using SafetensorsFile file = SafetensorsFile.Open(reference);
        TensorInfo stage = file.Tensors.Single(tensor => !tensor.Name.StartsWith("input.", StringComparison.Ordinal));
        float[] expected = file.ReadSingles(stage.Name);
        if (!_case.IsLast && !recorder.TryGet(stage.Name, out _))
        {
            throw Wrong($"The model has no '{stage.Name}', only {string.Join(", ", recorder.Records.Select(record => record.Name))}:\n{source.Text}");
        }

        float[] ours = _case.IsLast ? output : recorder[stage.Name].Values.ToArray();
        if (ours.Length != expected.Length)
        {
            throw Wrong($"{(_case.IsLast ? "The model's result" : stage.Name)} has {ours.Length} numbers, the reference {expected.Length}:\n{source.Text}");
        }

        double largest = expected.Max(number => Math.Abs((double)number));
        double error = expected.Zip(ours, (right, our) => Math.Abs((double)right - our)).Max();
        if (!(error <= Verifier.UsualTolerance * largest))
        {
            throw Wrong(FormattableString.Invariant($"The numbers of '{stage.Name}' are wrong: the largest error is {error:G3}, the largest number {largest:G3}:\n{source.Text}"));
        }
    }

    private static CompiledModel Compile(DeclarationSource source)
    {
        string withoutComments = string.Join('\n', source.Text.Split('\n').Where(line => !line.StartsWith("//", StringComparison.Ordinal)));
        return Compiled.GetOrAdd(withoutComments, text => new(() => DeclarationCompiler.Compile(source with { Text = text }, new() { Attributes = [Verifier.Attribute] }))).Value;
    }

    /// <summary>Loads as a program does: a path where the whole file is the model.</summary>
    private static LoadedModel Load(CompiledModel model, string checkpoint, string prefix)
    {
        if (prefix.Length == 0)
        {
            return model.Load(checkpoint);
        }

        using SafetensorsFile file = SafetensorsFile.Open(checkpoint);
        return model.Load(file, prefix);
    }

    private static bool Has(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string Quoted(IEnumerable<string> patterns) => string.Join(", ", patterns.Select(pattern => $"'{pattern}'"));

    private static string Lines(IReadOnlyCollection<string> lines) => lines.Count == 0 ? "nothing." : string.Concat(lines.Select(line => "\n  " + line));

    private XunitException Wrong(string what, ToolResult? result = null)
    {
        StringBuilder text = new();
        text.Append(what).Append("\n\nThe case: ").Append(_case.Shows).Append("\nRight is: ").Append(_case.Right);
        if (result is not null)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nExit code {result.ExitCode}, standard error:\n{result.Error}");
        }

        return new(text.ToString());
    }
}
