using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>How much scratch a call takes, and the struct that knows where each buffer is while a part runs.</summary>
internal sealed class ScratchEmitter(SourceWriter writer, PlanSet plans, LaneNumbers numbers)
{
    private readonly BodyPlan _plan = plans.Any;

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
            public static long SharedFloats(in GroupShape group) => checked({{WholeLines(Sum(scratch.Shared.Select(SharedSize)))}});

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
                if (scratch.Places.Any(place => place.Buffer.Extent.Variable == Extent.Variables.BlockRows))
                {
                    writer.Line(BlockRows());
                }

                Starts(scratch.Places);
                writer.Line($"return {WholeLines(Largest(scratch.Tops.Select(End)))};");
            }
        }
    }

    /// <summary>The locals that hold where each of a worker's buffers starts in its part.</summary>
    private void Starts(IEnumerable<ScratchPlace> places)
    {
        foreach (ScratchPlace place in places)
        {
            writer.Line($"long {place.Buffer.Name}Start = {Largest(place.After.Select(End))};");
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
                        writer.Line($"{buffer.Name}Slot = (nint){Parenthesised(Size(buffer))};");
                    }

                    shared = $"ref Unsafe.Add(ref {buffer.Name}, (nint){Parenthesised(SharedSize(buffer))})";
                }

                if (scratch.Places.Count == 0)
                {
                    return;
                }

                // Workers that share columns have the values of their rows in common, and each the temporaries of its own.
                WorkersPart("values", "Holder", isTemporary: false);
                WorkersPart("temporaries", "Worker", isTemporary: true);
                if (scratch.Places.Any(place => place.Buffer.Extent.Variable == Extent.Variables.BlockRows))
                {
                    writer.Line(BlockRows());
                }

                Starts(scratch.Places);
                foreach (ScratchPlace place in scratch.Places)
                {
                    writer.Line($"{place.Buffer.Name} = ref Unsafe.Add(ref {(place.Buffer.IsTemporary ? "temporaries" : "values")}, (nint){place.Buffer.Name}Start);");
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
            string before = i == 0 ? "rows" : $"{RowSpace.Method(i)}(rows)";
            writer.Line($"private static long {RowSpace.Method(i + 1)}(long rows) => {edges.Windows[i].RowsOf(before)};");
        }

        string added = edges.AddedTokens == 0 ? "" : $" + {Literals.Integer(edges.AddedTokens)}";
        writer.Line();
        writer.Line("public static bool IsOneSequenceAGroup => true;");
        writer.Line();
        writer.Line($"public static int Tokens(int sourceRows) => (int){RowSpace.Method(edges.Windows.Count)}(sourceRows){added};");
        writer.Line();
    }

    /// <summary>The rows of a block, as many as the phase with the most rows has at most.</summary>
    private string BlockRows()
    {
        IEnumerable<string> others = _plan.Graph.Memory is not null
            ? [RowSpace.Memory.Variable]
            : Enumerable.Range(1, _plan.Graph.Edges?.Windows.Count ?? 0).Select(number => RowSpace.Convolved(number).Variable);
        return $"long blockRows = Math.Min({Largest(others.Prepend(RowSpace.Tokens.Variable))}, MostBlockRows);";
    }

    private string End(Buffer buffer) => $"{buffer.Name}Start + {Parenthesised(Size(buffer))}";

    private string SharedSize(Buffer buffer) =>
        buffer.Slots == 1 ? Parenthesised(Size(buffer)) : $"({Literals.Integer(buffer.Slots)} * {Parenthesised(Size(buffer))})";

    /// <summary>The floats of a slot of a buffer as C#, of numbers that are locals.</summary>
    private string Size(Buffer buffer)
    {
        string constant = Number(extent => extent.Constant);
        if (buffer.Extent.Variable.Length == 0)
        {
            return constant;
        }

        string count = buffer.Extent.Most == Extent.NoLimit ? buffer.Extent.Variable : $"Math.Min({buffer.Extent.Variable}, {Number(extent => extent.Most)})";
        string product = $"{count} * {Number(extent => extent.Factor)}";
        return constant == "0" ? product : $"({product}) + {constant}";

        string Number(Func<Extent, long> number) => numbers.Expression(plans.Numbers(buffer, other => number(other.Extent)));
    }

    private static string Parenthesised(string expression) => expression.Contains(" * ") || expression.Contains(" + ") ? $"({expression})" : expression;

    private static string Largest(IEnumerable<string> expressions) => expressions.DefaultIfEmpty("0").Aggregate((a, b) => $"Math.Max({a}, {b})");

    private static string Sum(IEnumerable<string> expressions) => string.Join(" + ", expressions.DefaultIfEmpty("0"));

    /// <summary>Floats, rounded up to whole cache lines.</summary>
    private static string WholeLines(string floats) =>
        floats == "0" ? floats : $"({floats} + {CacheLine.Floats - 1}) & ~{CacheLine.Floats - 1}L";
}
