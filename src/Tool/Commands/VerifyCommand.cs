using System.CommandLine;
using System.Globalization;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Verification;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen verify</c>: finds the first stage whose result departs from a reference.</summary>
internal sealed class VerifyCommand() : ToolCommand("verify", "Runs a model on the input of a reference and reports the first stage whose result departs from the reference, and why.")
{
    private readonly ModelOptions _model = new();

    private static readonly Option<string> s_reference = new("--reference")
    {
        Description = "A safetensors file with an input and the results of stages, as written by tools/record_intermediates.py.",
        Required = true,
    };

    private static readonly Option<double> s_tolerance = new("--tolerance")
    {
        Description = FormattableString.Invariant($"The maximum difference of a stage, relative to the largest value of its reference. By default {Verifier.UsualTolerance:0.#e0}."),
        DefaultValueFactory = static _ => Verifier.UsualTolerance,
    };

    /// <inheritdoc/>
    protected override void Describe(Command command)
    {
        _model.AddTo(command);
        command.Options.Add(s_reference);
        command.Options.Add(s_tolerance);
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        double tolerance = arguments.GetValue(s_tolerance);
        if (!(tolerance >= 0 && tolerance < 1))
        {
            throw ToolException.Usage($"--tolerance {tolerance.ToString(CultureInfo.InvariantCulture)}: must be at least 0 and less than 1; it is relative to the largest value of a stage.");
        }

        ChosenModel chosen = _model.Choose(arguments);
        using CompiledModel model = chosen.Compile(new() { Attributes = [Verifier.Attribute] }, cancellation);
        string checkpoint = chosen.Checkpoint(model) ?? throw ToolException.Usage("Give the checkpoint: a model with random weights has no reference.");
        VerificationResult result = Verifier.Verify(model, checkpoint, chosen.Prefix(model), arguments.GetValue(s_reference)!, tolerance);
        output.Write(result, console => VerificationReport.Write(result, console));
        return result.IsEqual ? ExitCode.Done : ExitCode.No;
    }
}
