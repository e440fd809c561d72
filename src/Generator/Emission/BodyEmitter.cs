using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Graph.Ops;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>
/// The file of one instruction set: hooks in the user's type, and a file-local struct with the layout of weights and scratch, the model's
/// stages in order, and the kernels that they call. Its comments are plain ones: doc comments end up in the documentation of the user's
/// project, even where nobody can see what they are about.
/// </summary>
internal static class BodyEmitter
{
    /// <summary>
    /// The namespace of the bodies. A type of the user's in it would go before the one of that name which a body imports: so it has a name of
    /// the kind that C# reserves for generated code.
    /// </summary>
    public const string Namespace = "ShapeGen.__Bodies";

    public static string Emit(TypeDeclaration type, BodyPlan plan, bool stageTimes)
    {
        VectorUnit unit = plan.Unit;
        SourceWriter writer = new();
        writer.Line(GeneratedFile.Header);
        writer.Line();
        ModuleEmitter.InType(writer, type, () => { }, () => Hooks(writer, unit, stageTimes));
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        {
            SourceWriter body = Struct(plan, stageTimes);
            BodyImports.Emit(writer, body.ToString());
            writer.Line();
            writer.Lines(body);
        }

        return writer.ToString();
    }

    private static SourceWriter Struct(BodyPlan plan, bool stageTimes)
    {
        VectorUnit unit = plan.Unit;
        SourceWriter writer = new();
        writer.Line($"// The model's code for {unit.Title}: {unit.Lanes} floats a vector, tiles of at most {unit.TileRows} rows.");
        using (writer.Block($"file readonly struct {unit.Name}Body : IBody"))
        {
            Constants(writer, plan);
            LayoutEmitter.Emit(writer, plan);
            PhaseEmitter.Emit(writer, plan, stageTimes);
            new KernelSet(plan).Emit(writer);
        }

        return writer;
    }

    private static void Hooks(SourceWriter writer, VectorUnit unit, bool stageTimes)
    {
        string body = $"global::{Namespace}.{unit.Name}Body";
        writer.Line($$"""
            private static global::ShapeGen.Runtime.ParameterLayout[] Layout{{unit.Name}}(out int length) => {{body}}.Layout(out length);

            private static long ScratchFloats{{unit.Name}}(int batch, int tokens, int threads) => {{body}}.ScratchFloats(batch, tokens, threads);
            """);
        writer.Line();
        using (writer.Block($"private void Run{unit.Name}({FaceEmitter.Inputs} input, {FaceEmitter.Floats} output, {FaceEmitter.Floats} scratch, int batch, int tokens, int threads)"))
        {
            if (stageTimes)
            {
                writer.Line($"{body}.Times.CountCall();");
            }

            writer.Line($"global::ShapeGen.Runtime.Execution.Run<{body}>(_weights, input, output, scratch, batch, tokens, threads);");
        }

        if (stageTimes)
        {
            writer.Line();
            writer.Line($"private static global::ShapeGen.StageTimes StageTimes{unit.Name} => {body}.Times;");
        }
    }

    /// <summary>Rows shorter than a vector are normalised in scalars; all else needs vectors.</summary>
    public static bool UsesVectors(BodyPlan plan) =>
        plan.Stages.Any(stage => stage is not LayerNormStage norm || norm.Op.Source.Width >= plan.Unit.Lanes);

    private static void Constants(SourceWriter writer, BodyPlan plan)
    {
        VectorUnit unit = plan.Unit;
        if (UsesVectors(plan))
        {
            Constant("Floats of a vector.", "Lanes", unit.Lanes);
        }

        if (plan.Tiles.Count > 0)
        {
            Constant("Columns of a packed panel.", "PanelWidth", unit.PanelWidth);
        }

        foreach (int vectors in plan.Tiles.Select(tile => tile.Vectors).Distinct())
        {
            Constant(
                vectors == 1 ? "Rows of the highest tile of one vector." : $"Rows of the highest tile of {vectors} vectors.",
                PanelEmitter.TileRows(vectors),
                unit.TileRowsOf(vectors));
        }

        Constant("Rows that go through a phase at once, at most.", "RowBlock", plan.RowBlock);
        foreach (AttentionOp attention in plan.Graph.Ops.OfType<AttentionOp>())
        {
            Constant("Features of a token in the attention.", "Embed", attention.Embed);
            Constant("Attention heads.", "Heads", attention.Heads);
            Constant("Features of a token in one head.", "HeadDim", attention.HeadDim);
        }

        foreach (Buffer buffer in plan.Stages.SelectMany(stage => stage.Buffers).Distinct())
        {
            bool isFixed = buffer.Scope == BufferScope.Fixed;
            Constant(
                isFixed ? $"Floats of {buffer.Name}." : $"Floats from one row of {buffer.Name} to the next.",
                buffer.Title + (isFixed ? "Length" : "Stride"),
                buffer.Stride);
        }

        writer.Line("// Where each parameter stands in the packed weights, in floats.");
        if (plan.Weights.ZerosLength > 0)
        {
            writer.Line("private const int Zeros = 0;");
        }

        foreach (WeightSlot slot in plan.Weights.Slots)
        {
            writer.Line($"private const int {slot.Name} = {slot.Offset};");
        }

        writer.Line($"private const int PackedLength = {plan.Weights.Length};");
        writer.Line();

        void Constant(string summary, string name, int value)
        {
            writer.Line($"// {summary}");
            writer.Line($"private const int {name} = {value};");
            writer.Line();
        }
    }
}
