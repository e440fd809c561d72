using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Patches;

/// <summary>Gathers the pixels of a block of patches.</summary>
internal sealed class PatchesStage(PatchSettings settings, Value source, Value target, int added) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source, ReadRows.WholeSequence)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => settings.HasBytes ? [PatchKernels.OfFloats, PatchKernels.OfBytes] : [PatchKernels.OfFloats];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = patches of {names.Of(source)}   [{settings.Channels}, {settings.Patch}, {settings.Patch}]";

    public override void EmitCall(ICallWriter call)
    {
        if (!settings.HasBytes)
        {
            Emit(call, PatchKernels.OfFloats, "");
            return;
        }

        using (call.Block("if (part.HasBytes)"))
        {
            Emit(call, PatchKernels.OfBytes, $", mean: [{Texts(settings.Mean)}], deviation: [{Texts(settings.Deviation)}]");
        }

        using (call.Block("else"))
        {
            Emit(call, PatchKernels.OfFloats, "");
        }
    }

    private void Emit(ICallWriter call, Kernel kernel, string scaling) => call.Line($$"""
        {{call.Kernel(kernel)}}(
            part, ref {{call.FirstRow(source)}}, {{call.Stride(source)}}, ref {{call.Rows(target)}}, {{call.Stride(target)}}, first: row, rows,
            height: {{settings.Height}}, width: {{settings.Width}}, patch: {{settings.Patch}}, channels: {{settings.Channels}}, added: {{added}}{{scaling}});
        """);

    private static string Texts(IEnumerable<float> numbers) => string.Join(", ", numbers.Select(Literals.Float));
}
