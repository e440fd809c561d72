using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission.Face;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>
/// The file of a model's bodies: hooks in the user's type, and for each instruction set a file-local struct with the layout of weights and scratch
/// and the model's stages in order. The kernels that they call are in a file of the project's own. Comments are plain ones: doc comments end up
/// in the documentation of the user's project, whoever can see what they are about.
/// </summary>
/// <remarks>One file, not one for each instruction set: at each keystroke the compiler compares the name of every generated file with those of all others.</remarks>
internal static class BodyEmitter
{
    /// <summary>
    /// The namespace of the bodies. A type of the user's in it would go before the one of that name which a body imports: so it has a name of
    /// the kind that C# reserves for generated code.
    /// </summary>
    public const string Namespace = "ShapeGen.__Bodies";

    /// <param name="type">The user's type.</param>
    /// <param name="plans">One for each instruction set.</param>
    /// <param name="stageTimes">Whether the bodies take the time of their stages.</param>
    public static string Emit(TypeDeclaration type, IReadOnlyList<BodyPlan> plans, bool stageTimes)
    {
        SourceWriter writer = new();
        writer.Line(GeneratedFile.Header);
        writer.Line();
        ModuleEmitter.InType(writer, type, "", () => { }, () =>
        {
            foreach (BodyPlan plan in plans)
            {
                if (plan != plans[0])
                {
                    writer.Line();
                }

                Hooks(writer, plan, stageTimes);
            }
        });
        foreach (BodyPlan plan in plans)
        {
            writer.Line();
            using (writer.Block($"namespace {Namespace}"))
            {
                string body = Struct(new(writer.Indent), plan, stageTimes);
                Imports imports = new();
                imports.AddUsed(body);
                imports.Emit(writer);
                writer.Line($"using {CallWriter.Kernels} = global::{KernelFileEmitter.Namespace}.{KernelFileEmitter.ClassName(plan.Unit)};");
                writer.Line();
                writer.Written(body);
            }
        }

        return writer.ToString();
    }

    private static string Struct(SourceWriter writer, BodyPlan plan, bool stageTimes)
    {
        writer.Line($"// The model's code for {plan.Unit.Title}: {plan.Unit.Lanes} floats a vector, tiles of at most {plan.Unit.TileRows} rows.");
        using (writer.Block($"file readonly struct {plan.Unit.Name}Body : IBody"))
        {
            Constants(writer, plan);
            LayoutEmitter.Emit(writer, plan);
            writer.Line();
            ScratchEmitter.Emit(writer, plan);
            writer.Line();
            PhaseEmitter.Emit(writer, plan, stageTimes);
        }

        return writer.ToString();
    }

    private static void Hooks(SourceWriter writer, BodyPlan plan, bool stageTimes)
    {
        VectorUnit unit = plan.Unit;
        string body = $"global::{Namespace}.{unit.Name}Body";
        writer.Line($$"""
            private static global::ShapeGen.Runtime.ParameterLayout[] Layout{{unit.Name}}(out int length) => {{body}}.Layout(out length);

            private static long ScratchFloats{{unit.Name}}({{FaceType.Call.Written}} call) => global::ShapeGen.Runtime.Execution.ScratchFloats<{{body}}>(call);
            """);
        foreach (IReadOnlyList<FaceParameter> parameters in FaceChoice.RunParameters(plan.Graph.Form))
        {
            writer.Line();
            using (writer.Block($"private void Run{unit.Name}({string.Join(", ", parameters.Select(parameter => parameter.Declaration))})"))
            {
                if (stageTimes)
                {
                    writer.Line($"{body}.Times.CountCall();");
                }

                string run = plan.Graph.Edges is { HasSource: true } ? "RunSource" : "Run";
                string arguments = string.Join(", ", parameters.Select(parameter => parameter.Name + (plan.IsTraced && parameter.Type == FaceType.Call ? ".WithTrace(_trace)" : "")));
                writer.Line($"global::ShapeGen.Runtime.Execution.{run}<{body}>(_weights, {arguments});");
            }
        }

        if (stageTimes)
        {
            writer.Line();
            writer.Line($"private static global::ShapeGen.StageTimes StageTimes{unit.Name} => {body}.Times;");
        }
    }

    private static void Constants(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("// Rows that go through a phase at once, at most.");
        writer.Line($"private const int MostBlockRows = {plan.RowBlock};");
        writer.Line();
        if (plan.Weights.Layers > 0)
        {
            writer.Line("// Equal layers, one after the other.");
            writer.Line($"private const int Layers = {plan.Weights.Layers};");
            writer.Line();
        }

        writer.Line("// Floats from one row to the next.");
        foreach (Planning.Buffer buffer in plan.Placement.Buffers.Where(buffer => buffer.Stride > 0))
        {
            writer.Line($"private const int {buffer.Title}Stride = {buffer.Stride};");
        }

        writer.Line();
    }
}
