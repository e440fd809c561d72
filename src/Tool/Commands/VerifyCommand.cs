using System.CommandLine;
using System.Globalization;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Verification;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen verify</c>: the first stage whose result departs from a reference.</summary>
internal sealed class VerifyCommand() : ToolCommand("verify", "Runs a model on the input of a reference and names the first stage whose result departs from it, and why.")
{
    private readonly ModelOptions _model = new();

    private static readonly Option<string> s_reference = new("--reference")
    {
        Description = "A safetensors file with an input and the results of stages, as tools/record_intermediates.py writes it.",
        Required = true,
    };

    private static readonly Option<double> s_tolerance = new("--tolerance")
    {
        Description = FormattableString.Invariant($"How much a stage may differ, as a part of the largest number of its reference. Usually {Verifier.UsualTolerance:0.#e0}."),
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
            throw ToolException.Usage($"--tolerance {tolerance.ToString(CultureInfo.InvariantCulture)}: it is a part of the largest number, from 0 to below 1.");
        }

        ChosenModel chosen = _model.Choose(arguments);
        using CompiledModel model = chosen.Compile(new() { Attributes = [Verifier.Attribute] }, cancellation);
        string checkpoint = chosen.Checkpoint(model) ?? throw ToolException.Usage("Name the checkpoint: a model with random weights has no reference.");
        VerificationResult result = Verifier.Verify(model, checkpoint, chosen.Prefix(model), arguments.GetValue(s_reference)!, tolerance);
        output.Write(result, console => VerificationReport.Write(result, console));
        return result.IsEqual ? ExitCode.Done : ExitCode.No;
    }
}
