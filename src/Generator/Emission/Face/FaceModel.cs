using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The calls of a whole model: <c>ScratchLength</c>, <c>OutputLength</c>, and <c>Forward</c> on what the user has.</summary>
internal static class FaceModel
{
    private const string Runtime = "global::ShapeGen.Runtime.";

    private const string ModelGuard = Runtime + "ModelGuard.";

    private static readonly FaceParameter Lengths = new(FaceType.Lengths, "lengths", null, graph => $"Rows of each sequence, at least {Least(graph)} each.");

    private static readonly FaceParameter Types = new(FaceType.Ids, "types", "default", _ => "The type of each token, or none where all are 0.");

    public static IEnumerable<FaceMember> Members(CallForm form)
    {
        yield return ScratchLength(form);
        if (form.IsConvolved)
        {
            yield return TokensOfRows;
            yield return TokensOfLengths;
        }

        foreach (FaceMember member in OutputLengths(form))
        {
            yield return member;
        }

        foreach (InputParameter input in Inputs(form))
        {
            foreach (bool hasScratch in new[] { false, true })
            {
                FaceMember call = BatchCall(form, input, hasScratch);
                if (form.Input != InputForm.IdsAndTypes)
                {
                    yield return FaceForward.WithoutThreads(call);
                }

                yield return call;
            }

            if (!form.IsFixed)
            {
                yield return LengthsCall(form, input, hasScratch: false);
                yield return LengthsCall(form, input, hasScratch: true);
            }
        }

        yield return FaceForward.Operations;
        if (FaceEmbedder.IsOne(form))
        {
            foreach (FaceMember member in FaceEmbedder.Members())
            {
                yield return member;
            }
        }
    }

    /// <summary>What a call takes.</summary>
    /// <param name="Type">The span's type.</param>
    /// <param name="Name">The parameter.</param>
    /// <param name="Row">A row of it, as comments write it; empty where a row is one number.</param>
    private sealed record InputParameter(FaceType Type, string Name, Func<ModuleGraph, string> Row);

    private static IEnumerable<InputParameter> Inputs(CallForm form)
    {
        Func<ModuleGraph, string> row = graph => graph.Edges!.RowName.Length == 0 ? "" : ", " + graph.Edges.RowName;
        return form.Input switch
        {
            InputForm.Features => [new(FaceType.Inputs, "input", row)],
            InputForm.Ids or InputForm.IdsAndTypes => [new(FaceType.Ids, "ids", _ => "")],
            InputForm.Pixels => [new(FaceType.Inputs, "pixels", row)],
            InputForm.PixelsOrBytes => [new(FaceType.Inputs, "pixels", row), new(FaceType.Bytes, "pixels", graph => ", " + graph.Edges!.ByteRowName)],
            _ => throw new InvalidOperationException($"No input is known for {form.Input}."),
        };
    }

    private static bool IsImage(CallForm form) => form.Input is InputForm.Pixels or InputForm.PixelsOrBytes;

    private static FaceMember ScratchLength(CallForm form)
    {
        FaceParameter threads = new(FaceType.Integer, "threads", "1", _ => "What is allowed to <c>Forward</c>, at least 1: each thread needs some of its own.");
        FaceParameter tokens = new(
            FaceType.Integer, "tokens", null, graph => form.IsFixed ? "Tokens in the layers: <see cref=\"Tokens\"/>." : $"Rows of the longest sequence, as they are given to <c>Forward</c>, at least {Least(graph)}.");
        return new()
        {
            Name = "ScratchLength",
            Head = "public static int",
            Parameters = IsImage(form) ? [threads] : [tokens, threads],
            Comment = graph =>
            [
                FaceMembers.Summary("The scratch that <c>Forward</c> needs, for any number of sequences: an exact number that grows with the tokens, not with their square."),
                "<returns>Floats.</returns>",
                "<exception cref=\"global::System.ArgumentOutOfRangeException\">A number is below 1, another one than is declared, or needs more than a span can hold.</exception>",
                .. IsImage(form) || form.IsFixed || graph.Edges is { AddedTokens: 0, Windows.Count: 0 } ? Array.Empty<string>() : ["<exception cref=\"global::System.OverflowException\">There would be more tokens than can be counted.</exception>"],
            ],
            Body = graph =>
            {
                string check = IsImage(form) ? "" : form.IsFixed ? $"{Runtime}Guard.FixedTokenCount(tokens, Tokens);\n    " : $"{Runtime}Guard.TokenCount(tokens);\n    ";
                string largest = form.IsFixed
                    ? Largest(graph, "Tokens", IsImage(form) ? "1" : $"Tokens - {Added(graph)}")
                    : Largest(graph, graph.Edges!.Windows.Count == 0 && graph.Edges.AddedTokens > 0 ? $"checked({InLayers(graph, "tokens", "")})" : InLayers(graph, "tokens", "nameof(tokens)"), "tokens");
                return $$"""
                    {
                        {{check}}{{Runtime}}Guard.ThreadCount(threads);
                        return ScratchNeeded({{largest}}) + {{Runtime}}Scratch.AlignmentSlack;
                    }
                    """;
            },
            IsPublic = true,
        };
    }

    private static IEnumerable<FaceMember> OutputLengths(CallForm form)
    {
        FaceParameter sequences = new(FaceType.Integer, "batch", "1", _ => IsImage(form) ? "Images, at least 1." : "Sequences, at least 1.");
        FaceParameter tokens = new(FaceType.Integer, "tokens", null, graph => $"Rows of each sequence, as they are given to <c>Forward</c>, at least {Least(graph)}.");
        bool byTokens = !form.IsPooled && !form.IsFixed;
        yield return new()
        {
            Name = "OutputLength",
            Head = "public static int",
            Parameters = byTokens ? [tokens, sequences] : [sequences],
            Comment = _ =>
            [
                FaceMembers.Summary("The length of the output of a batch."),
                "<returns>Floats.</returns>",
                $"<exception cref=\"global::System.ArgumentOutOfRangeException\">{(byTokens ? "A number is too small" : "<paramref name=\"batch\"/> is below 1")}.</exception>",
                "<exception cref=\"global::System.OverflowException\">More than a span can hold.</exception>",
            ],
            Body = graph => $$"""
                {
                    {{(byTokens && !form.IsConvolved ? $"{Runtime}Guard.TokenCount(tokens);\n    " : "")}}{{Runtime}}Guard.BatchCount(batch);
                    return checked(batch * {{(byTokens ? $"({InLayers(graph, "tokens", "nameof(tokens)")}) * " : form.IsPooled ? "" : "Tokens * ")}}OutputWidth);
                }
                """,
            IsPublic = true,
        };
        if (form.IsFixed)
        {
            yield break;
        }

        yield return new()
        {
            Name = "OutputLength",
            Head = "public static int",
            Parameters = [Lengths],
            Comment = _ =>
            [
                FaceMembers.Summary("The length of the output of sequences of any lengths."),
                "<returns>Floats.</returns>",
                "<exception cref=\"global::System.ArgumentException\">There is no sequence, or one is too short.</exception>",
                "<exception cref=\"global::System.OverflowException\">More than a span can hold.</exception>",
            ],
            Body = graph => $$"""
                {
                    {{Runtime}}Guard.SequenceLengths(lengths);{{Rows(graph)}}
                    return checked({{(form.IsPooled ? "lengths.Length" : "rows")}} * OutputWidth);
                }
                """,
            IsPublic = true,
        };

        // The lines that count the rows of the output; where it has one for each sequence, those that refuse a sequence that is too short.
        string Rows(ModuleGraph graph) => (form.IsPooled, form.IsConvolved) switch
        {
            (true, false) => "",
            (true, true) => "\n    _ = TokensOf(lengths);",
            (false, true) => "\n    int rows = TokensOf(lengths);",
            (false, false) => $$"""

                    int rows = 0;
                    for (int i = 0; i < lengths.Length; i++)
                    {
                        rows = checked(rows + {{InLayers(graph, "lengths[i]", "nameof(lengths)")}});
                    }

                """,
        };
    }

    private static FaceMember BatchCall(CallForm form, InputParameter input, bool hasScratch)
    {
        FaceParameter source = new(
            input.Type, input.Name, null, graph => $"[batch{(IsImage(form) ? "" : form.IsFixed ? $", {SourceRows(graph)}" : form.IsConvolved ? ", rows" : ", tokens")}{input.Row(graph)}], sequence after sequence.");
        FaceParameter batch = new(FaceType.Integer, "batch", "1", _ => $"{(IsImage(form) ? "Images" : "Sequences, all as long,")} in <paramref name=\"{input.Name}\"/>.");
        return Call(form, input, hasScratch, hasLengths: false, [source, Output(form, "batch")], batch, graph =>
        {
            string tokens = form.IsFixed ? "Tokens" : "tokens";
            List<string> guards = [];
            string rows = IsImage(form) ? "1" : "rows";
            if (IsImage(form))
            {
                guards.Add($"{ModelGuard}FixedRows({input.Name}.Length, batch, 1, {graph.Input.Width}, nameof({input.Name}));");
            }
            else if (form.IsFixed)
            {
                rows = SourceRows(graph);
                guards.Add($"{ModelGuard}FixedRows({input.Name}.Length, batch, {rows}, {graph.Input.Width}, nameof({input.Name}));");
            }
            else
            {
                guards.Add($"int rows = {ModelGuard}Rows({input.Name}.Length, batch, {graph.Input.Width}, nameof({input.Name}));");
                guards.Add($"int tokens = {InLayers(graph, "rows", $"nameof({input.Name})")};");
            }

            guards.AddRange(Checks(graph, input, tokens, form.IsPooled ? "batch" : $"(long)batch * {tokens}"));
            return new()
            {
                Guard = string.Join("\n", guards),
                ScratchGuard = ScratchGuard(input),
                Inputs = Arguments(form, input),
                Shape = threads => $"{Runtime}CallShape.Of(batch, {tokens}, {threads}){(graph.Edges!.HasSource ? $".WithMemory({rows})" : "")}",
                Largest = Largest(graph, tokens, rows),
                Rows = form.IsConvolved ? tokens : $"(long)batch * {tokens}",
                Sizes = $"(long)batch * {tokens}, {tokens}",
            };
        });
    }

    private static FaceMember LengthsCall(CallForm form, InputParameter input, bool hasScratch)
    {
        FaceParameter source = new(
            input.Type, input.Name, null, graph => $"[sum of <paramref name=\"lengths\"/>{input.Row(graph)}]: the sequences one behind the other, without padding.");
        return Call(form, input, hasScratch, hasLengths: true, [source, Lengths, Output(form, "sequences")], null, graph =>
        {
            bool hasSource = graph.Edges!.HasSource;
            List<string> guards = [];
            if (hasSource)
            {
                guards.Add($"int sourceRows = {ModelGuard}Lengths({input.Name}.Length, lengths, {graph.Input.Width}, out int longest, nameof({input.Name}));");
                guards.Add($"int tokens = {InLayers(graph, "longest", "nameof(lengths)")};");
                guards.Add(form.IsConvolved ? "int rows = TokensOf(lengths);" : $"int rows = checked(sourceRows + ({Added(graph)} * lengths.Length));");
            }
            else
            {
                guards.Add($"int rows = {ModelGuard}Lengths({input.Name}.Length, lengths, {graph.Input.Width}, out int tokens, nameof({input.Name}));");
            }

            guards.AddRange(Checks(graph, input, "tokens", form.IsPooled ? "lengths.Length" : "rows"));
            return new()
            {
                Guard = string.Join("\n", guards),
                ScratchGuard = ScratchGuard(input),
                Inputs = Arguments(form, input),
                Shape = threads => $"{Runtime}CallShape.Of(lengths, tokens, rows, {threads}){(hasSource ? ".WithMemory(lengths, longest, sourceRows)" : "")}",
                Largest = Largest(graph, "tokens", hasSource ? "longest" : "tokens"),
                Rows = form.IsConvolved ? "tokens" : "rows",
                Sizes = "rows, tokens",
            };
        });
    }

    /// <summary>The checks behind those of the rows.</summary>
    private static IEnumerable<string> Checks(ModuleGraph graph, InputParameter input, string tokens, string outputRows)
    {
        ModelEdges edges = graph.Edges!;
        if (edges.Vocabulary > 0)
        {
            yield return $"{ModelGuard}Ids(ids, {Literals.Integer(edges.Vocabulary)}, nameof(ids), \"Vocab\");";
        }

        if (edges.Types > 0)
        {
            yield return $"{ModelGuard}Types(types, ids.Length, {Literals.Integer(edges.Types)});";
        }

        if (edges.Positions is { } positions && !edges.Form.IsFixed)
        {
            yield return $"{ModelGuard}Positions({tokens}, {Literals.Integer(positions.Max)}, {Literals.Integer(positions.Offset)}, nameof({input.Name}));";
        }

        yield return $"{ModelGuard}Output(output.Length, {outputRows}, OutputWidth, \"{(edges.Form.IsPooled ? "sequence" : "token")}\");";
        yield return $"{ModelGuard}Apart({input.Name}, output, nameof({input.Name}));";
    }

    private static FaceMember Call(
        CallForm form, InputParameter input, bool hasScratch, bool hasLengths, IReadOnlyList<FaceParameter> first, FaceParameter? batch, Func<ModuleGraph, FaceCall> call)
    {
        List<FaceParameter> parameters = [.. first];
        if (hasScratch)
        {
            parameters.Add(FaceForward.ScratchSpan);
        }

        if (batch is not null)
        {
            parameters.Add(batch);
        }

        parameters.Add(FaceForward.Threads);
        if (form.Input == InputForm.IdsAndTypes)
        {
            parameters.Add(Types);
        }

        return new()
        {
            Name = "Forward",
            Head = "public void",
            Parameters = parameters,
            Comment = _ => FaceForward.Comment(hasLengths ? " on sequences of any lengths. Each has the result, bit for bit, that it has alone" : "", hasScratch),
            Body = graph => call(graph).Body(hasScratch),
            IsPublic = true,
        };
    }

    private static FaceParameter Output(CallForm form, string sequences) => new(
        FaceType.Floats, "output", null, graph => $"[{(form.IsPooled ? sequences : "tokens of all sequences")}, {graph.Output.Width}], apart from what is read.");

    private static string Arguments(CallForm form, InputParameter input) => form.Input switch
    {
        InputForm.Ids => "ids, default",
        InputForm.IdsAndTypes => "ids, types",
        _ => input.Name,
    };

    private static string ScratchGuard(InputParameter input) => $"""
        {ModelGuard}Apart({input.Name}, scratch, nameof({input.Name}), "scratch");
        {ModelGuard}Apart<float>(output, scratch, "output", "scratch");
        """;

    private static string Largest(ModuleGraph graph, string tokens, string rows) =>
        $"{Runtime}CallShape.Largest({tokens}, threads){(graph.Edges!.HasSource ? $".WithMemory({rows})" : "")}";

    private static string Added(ModuleGraph graph) => Literals.Integer(graph.Edges!.AddedTokens);

    /// <summary>The tokens in the layers of a sequence with so many rows in the input.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="rows">The rows as C#.</param>
    /// <param name="name">The name of the caller's parameter as C#, for an exception.</param>
    private static string InLayers(ModuleGraph graph, string rows, string name) =>
        graph.Edges!.Windows.Count > 0 ? $"TokensOf({rows}, {name})" : graph.Edges.AddedTokens == 0 ? rows : $"{rows} + {Added(graph)}";

    /// <summary>Rows that a sequence of the input has at least.</summary>
    private static string Least(ModuleGraph graph) => Literals.Integer(graph.Edges!.LeastRows);

    private static FaceMember TokensOfRows => new()
    {
        Name = "TokensOf",
        Head = "private static int",
        Parameters = [new(FaceType.Integer, "rows"), new(FaceType.Text, "name")],
        Comment = _ => ["Tokens in the layers of a sequence with so many rows, which the caller's parameter of that name gave."],
        Body = graph =>
        {
            ModelEdges edges = graph.Edges!;
            string convolutions = string.Join("\n    ", edges.Windows.Select(window => $"tokens = {WindowText.RowsOf(window, "tokens")};"));
            string added = edges.AddedTokens == 0 ? "" : $" + {Added(graph)}";
            return $$"""
                {
                    {{ModelGuard}}ConvolvedRows(rows, {{Least(graph)}}, name);
                    long tokens = rows;
                    {{convolutions}}
                    return checked((int)tokens{{added}});
                }
                """;
        },
    };

    private static FaceMember TokensOfLengths => new()
    {
        Name = "TokensOf",
        Head = "private static int",
        Parameters = [Lengths],
        Comment = _ => ["Tokens in the layers of all sequences."],
        Body = _ => """
            {
                int tokens = 0;
                for (int i = 0; i < lengths.Length; i++)
                {
                    tokens = checked(tokens + TokensOf(lengths[i], nameof(lengths)));
                }

                return tokens;
            }
            """,
    };

    /// <summary>The rows in the input of a sequence, where the tokens in the layers are fixed.</summary>
    private static string SourceRows(ModuleGraph graph) => graph.Edges!.AddedTokens == 0 ? "Tokens" : $"Tokens - {Added(graph)}";
}
