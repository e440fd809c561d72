using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>How much scratch a call takes, and the struct that knows where each buffer is while a part runs.</summary>
internal sealed class ScratchEmitter(SourceWriter writer, PlanSet plans, LaneNumbers numbers)
{
    private readonly BodyPlan _plan = plans.Any;

    private readonly SizeText _text = SizeText.In("group", numbers.Expression);

    public static void Emit(SourceWriter writer, PlanSet plans, LaneNumbers numbers)
    {
        ScratchEmitter emitter = new(writer, plans, numbers);
        emitter.Sizes();
        writer.Line();
        emitter.Frame();
    }

    private void Sizes()
    {
        ScratchLayout scratch = _plan.Scratch;
        writer.Line($$"""
            public static int RowBlock => MostBlockRows;

            public static bool NeedsSequences => {{(_plan.NeedsSequences ? "true" : "false")}};

            """);
        Edges();
        writer.Line($$"""
            // What all workers see: it comes first, in whole cache lines.
            public static long SharedFloats(in GroupShape group) => {{(scratch.SharedFloats == Size.Zero ? "0" : $"checked({_text.Of(plans.Sizes(plan => plan.Scratch.SharedFloats))})")}};

            // A worker's part, in whole cache lines; the workers' parts stand one behind the other.
            """);
        if (scratch.Places.Count == 0)
        {
            writer.Line("public static long WorkerFloats(in GroupShape group) => 0;");
            return;
        }

        using (writer.Block("public static long WorkerFloats(in GroupShape group)"))
        {
            using (writer.Block("checked"))
            {
                Starts();
                writer.Line($"return {_text.Of(plans.Sizes(plan => plan.Scratch.WorkerFloats))};");
            }
        }
    }

    /// <summary>The locals that hold where each of a worker's buffers starts in its part, and the rows of a block that they need.</summary>
    private void Starts()
    {
        if (_plan.Scratch.Places.Any(place => place.Buffer.Length.Names.Contains(SizeName.BlockRows)))
        {
            writer.Line($"long {SizeName.BlockRows.Name} = Math.Min({_text.Of(plans.Sizes(plan => plan.MostRows))}, MostBlockRows);");
        }

        for (int i = 0; i < _plan.Scratch.Places.Count; i++)
        {
            int index = i;
            writer.Line($"long {_plan.Scratch.Places[i].Start.Name} = {_text.Of(plans.Sizes(plan => plan.Scratch.Places[index].Start.Meaning))};");
        }
    }

    private static string CallersMemory(Buffer buffer) => buffer.Scope switch
    {
        BufferScope.Input => "part.Input",
        BufferScope.Memory => "part.Memory",
        BufferScope.Output => "part.Output",
        _ => throw new InvalidOperationException($"{buffer.Name} is not the caller's."),
    };

    private void Frame()
    {
        ScratchLayout scratch = _plan.Scratch;
        writer.Line("// Where everything is while a part of a phase runs.");
        using (writer.Block("private readonly ref struct Frame"))
        {
            writer.Line("public readonly ref float weights;");
            foreach (Buffer buffer in _plan.Placement.Buffers)
            {
                writer.Line($"public readonly ref float {buffer.Name};");
                if (buffer.Slots > 1)
                {
                    writer.Line($"public readonly nint {buffer.Name}Slot;");
                }
            }

            writer.Line();
            using (writer.Block("public Frame(in Part part)"))
            {
                writer.Line("weights = ref part.Weights;");
                foreach (Buffer buffer in _plan.Placement.Buffers.Where(buffer => !buffer.IsScratch))
                {
                    writer.Line($"{buffer.Name} = ref {CallersMemory(buffer)};");
                }

                if (scratch.IsEmpty)
                {
                    return;
                }

                bool byRows = scratch.Places.Count > 0 || scratch.Shared.Count > 0;
                if (byRows)
                {
                    writer.Line("GroupShape group = part.Group;");
                }

                string shared = "ref part.Scratch";
                foreach (Buffer buffer in scratch.Shared)
                {
                    writer.Line($"{buffer.Name} = {shared};");
                    if (buffer.Slots > 1)
                    {
                        writer.Line($"{buffer.Name}Slot = (nint){Floats(buffer, buffer => buffer.Length)};");
                    }

                    shared = $"ref Unsafe.Add(ref {buffer.Name}, (nint){Floats(buffer, buffer => buffer.Floats)})";
                }

                if (scratch.Places.Count == 0)
                {
                    return;
                }

                // Workers that share columns have the values of their rows in common, and each the temporaries of its own.
                WorkersPart("values", "Holder", isTemporary: false);
                WorkersPart("temporaries", "Worker", isTemporary: true);
                Starts();
                foreach (ScratchPlace place in scratch.Places)
                {
                    writer.Line($"{place.Buffer.Name} = ref Unsafe.Add(ref {(place.Buffer.IsTemporary ? "temporaries" : "values")}, (nint){place.Start.Name});");
                }

                void WorkersPart(string name, string worker, bool isTemporary)
                {
                    if (scratch.Places.Any(place => place.Buffer.IsTemporary == isTemporary))
                    {
                        writer.Line($"ref float {name} = ref Unsafe.Add(ref part.Scratch, (nint)(SharedFloats(group) + (part.{worker} * WorkerFloats(group))));");
                    }
                }
            }
        }
    }

    /// <summary>What differs where rows of input, layers and output are not the same.</summary>
    private void Edges()
    {
        if (_plan.Graph.Output.Space == RowSpace.Sequences)
        {
            writer.Line("// The output has a row for each sequence.");
            writer.Line("public static bool IsPooled => true;");
            writer.Line();
        }

        if (_plan.Graph.Edges is { Windows.Count: > 0 } convolved)
        {
            Convolutions(convolved);
        }
        else if (_plan.Graph.Edges is { AddedTokens: > 0 and var added, Form.Input: InputForm.Features })
        {
            writer.Line("// A class token stands before the rows of each sequence.");
            writer.Line($"public static int Tokens(int sourceRows) => sourceRows + {Literals.Integer(added)};");
            writer.Line();
        }
    }

    /// <summary>How the convolutions shorten a sequence.</summary>
    private void Convolutions(ModelEdges edges)
    {
        writer.Line("// The rows behind each convolution: (rows + 2 · padding - kernel) / stride + 1. A group is one sequence.");
        for (int i = 0; i < edges.Windows.Count; i++)
        {
            string before = i == 0 ? "rows" : $"{SizeText.ConvolvedMethod(i)}(rows)";
            writer.Line($"private static long {SizeText.ConvolvedMethod(i + 1)}(long rows) => {WindowText.RowsOf(edges.Windows[i], before)};");
        }

        string added = edges.AddedTokens == 0 ? "" : $" + {Literals.Integer(edges.AddedTokens)}";
        writer.Line();
        writer.Line("public static bool IsOneSequenceAGroup => true;");
        writer.Line();
        writer.Line($"public static int Tokens(int sourceRows) => (int){SizeText.ConvolvedMethod(edges.Windows.Count)}(sourceRows){added};");
        writer.Line();
    }

    /// <summary>A size of a buffer as an operand.</summary>
    private string Floats(Buffer buffer, Func<Buffer, Size> size) => _text.Operand(plans.Sizes(buffer, size));
}
