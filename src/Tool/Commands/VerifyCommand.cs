using System.CommandLine;
using System.Globalization;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Verification;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen verify</c>: the first stage whose result departs from a reference.</summary>
internal sealed class VerifyCommand() : ToolCommand("verify", "Runs a model on the input of a reference and names the first stage whose result departs from it, and why.")
{
    private static readonly Argument<string> s_checkpoint = new("CHECKPOINT") { Description = "The safetensors file of the weights." };

    private static readonly Option<string> s_reference = new("--reference")
    {
        Description = "A safetensors file with an input and the results of stages, as tools/record_intermediates.py writes it.",
        Required = true,
    };

    private static readonly Option<string?> s_declaration = new("--declaration") { Description = "The C# file that declares the model. Without it, the tool declares one from the checkpoint." };

    private static readonly Option<string?> s_class = new("--class") { Description = "The class, where the file declares several models." };

    private static readonly Option<string?> s_prefix = new("--prefix") { Description = "What stands before the model's names in the checkpoint, with its dot." };

    private static readonly Option<double> s_tolerance = new("--tolerance")
    {
        Description = FormattableString.Invariant($"How much a stage may differ, as a part of the largest number of its reference. Usually {Verifier.UsualTolerance:0.#e0}."),
        DefaultValueFactory = static _ => Verifier.UsualTolerance,
    };

    /// <inheritdoc/>
    protected override void Describe(Command command)
    {
        command.Arguments.Add(s_checkpoint);
        foreach (Option option in new Option[] { s_reference, s_declaration, s_class, s_prefix, s_tolerance })
        {
            command.Options.Add(option);
        }
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        double tolerance = arguments.GetValue(s_tolerance);
        if (!(tolerance >= 0 && tolerance < 1))
        {
            throw ToolException.Usage($"--tolerance {tolerance.ToString(CultureInfo.InvariantCulture)}: it is a part of the largest number, from 0 to below 1.");
        }

        string checkpoint = arguments.GetValue(s_checkpoint)!;
        DeclarationSource source = arguments.GetValue(s_declaration) is { } path ? DeclarationSource.Read(path) : throw ToolException.Usage("Name the C# file that declares the model with --declaration.");
        using CompiledModel model = DeclarationCompiler.Compile(
            source, new CompilationSettings { ClassName = arguments.GetValue(s_class), Attributes = [Verifier.Attribute] }, cancellation);
        foreach (string remark in model.Remarks)
        {
            output.Progress.Profile.Out.Writer.WriteLine(remark);
        }

        VerificationResult result = Verifier.Verify(model, checkpoint, arguments.GetValue(s_prefix) ?? model.Checkpoint?.Prefix ?? "", arguments.GetValue(s_reference)!, tolerance);
        output.Write(result, console => VerificationReport.Write(result, console));
        return result.IsEqual ? ExitCode.Done : ExitCode.No;
    }
}
