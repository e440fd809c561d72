using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.ClassToken;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Operations.Pooling;
using ShapeGen.Generator.Operations.Positions;
using ShapeGen.Generator.Operations.Softmax;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary>The stages around an encoder, in their natural order.</summary>
/// <param name="Form">What the model's calls look like.</param>
/// <param name="Input">What brings the input to the width of the encoder.</param>
/// <param name="HasClassToken">Whether a learned row stands before those of each sequence.</param>
/// <param name="Positions">What is added for each token's position, or null.</param>
/// <param name="InputNorm">The norm before the first layer, or null.</param>
/// <param name="Pool">How one row is made of each sequence, or null.</param>
/// <param name="Heads">The linear layers behind.</param>
internal sealed record ModelDeclaration(
    CallForm Form, InputStage Input, bool HasClassToken, PositionTable? Positions, NormSettings? InputNorm, PoolDeclaration? Pool, EquatableArray<HeadDeclaration> Heads)
{
    private int Added => HasClassToken ? 1 : 0;

    /// <summary>The tokens in the layers, where the input decides about them.</summary>
    public int? Tokens => Input.Tokens + Added;

    /// <summary>Reads the attributes and checks each edge between two of them.</summary>
    /// <param name="stages">The attributes.</param>
    /// <param name="encoder">The encoder's own.</param>
    /// <param name="embed">Features of the encoder.</param>
    /// <param name="tokens">Its fixed token count, or null.</param>
    /// <param name="norm">The norms of its layers.</param>
    /// <param name="products">The sizes of everything that one span must hold.</param>
    /// <returns>The declaration, or null where something was reported.</returns>
    public static ModelDeclaration? Read(StageArguments stages, ModuleArguments encoder, int embed, int? tokens, NormSettings norm, Products products)
    {
        InputStage? input = InputReader.Read(stages, encoder, embed, products);
        bool hasClassToken = stages[StageArguments.ClassToken] is not null;
        PositionTable? positions = ReadPositions(stages[StageArguments.Positions], embed, products);
        NormSettings? inputNorm = stages[StageArguments.InputNorm] is { } normed
            ? norm with { Epsilon = normed.Epsilon("Epsilon", 1e-5f), Bias = normed.Flag("Bias", norm.Bias) && norm.Kind == NormKind.Layer }
            : null;
        PoolDeclaration? pool = stages[StageArguments.Pool] is { } pooling
            ? new(pooling.Enumeration("Pooling", Pooling.Mean), pooling.Flag("Normalize", false), pooling.Flag("ExcludeClass", false))
            : null;
        List<HeadDeclaration> heads = [];
        int width = embed;
        foreach (ModuleArguments head in stages.All(StageArguments.Head))
        {
            if (head.Size("Out") is { } size)
            {
                int from = width;
                head.Limit(products, all => all.Weight(heads.Count == 0 ? "Embed × Out" : "Out × Out", "Out", from, size).Activations("Out", size));
                width = size;
                heads.Add(new(size, head.Flag("Bias", true), head.Enumeration("Activation", HeadActivation.None), head.Flag("Normalize", false)));
            }
        }

        stages.ReportMissing();
        if (input is null || !stages.Valid)
        {
            return null;
        }

        ModelDeclaration model = new(CallFormReader.Read(stages, tokens is not null), input, hasClassToken, positions, inputNorm, pool, new(heads));
        model.Check(stages, encoder, tokens);
        return stages.Valid && encoder.Valid ? model : null;
    }

    private static PositionTable? ReadPositions(ModuleArguments? arguments, int embed, Products products)
    {
        if (arguments is null)
        {
            return null;
        }

        int? size = arguments.Size("Max");
        int offset = arguments.Count("Offset", 0);
        PositionKind kind = arguments.Enumeration("Kind", PositionKind.Learned);
        Sinusoid form = arguments.Enumeration("Sinusoid", Sinusoid.Pairs);
        arguments.OnlyWith(kind == PositionKind.Sinusoidal, "Kind = PositionKind.Sinusoidal", "Kind = PositionKind.Learned", "Sinusoid");
        if (kind == PositionKind.Sinusoidal && embed % 2 != 0)
        {
            arguments.Contradiction("Kind", "Kind = PositionKind.Sinusoidal", $"Embed = {Literals.Integer(embed)}", "each frequency has a sine and a cosine; take an even Embed");
        }

        if (size is not { } max)
        {
            return null;
        }

        if (offset >= max)
        {
            arguments.Contradiction("Offset", $"Offset = {Literals.Integer(offset)}", $"Max = {Literals.Integer(max)}", "Max counts the rows before the offset too, so no position is left; write a larger Max, or a smaller Offset");
        }

        arguments.Limit(products, all => all.Weight("Max × Embed", "Max", embed, max));
        return new(max, offset, kind, form);
    }

    private void Check(StageArguments stages, ModuleArguments encoder, int? written)
    {
        if (HasClassToken && Input.HasFirstToken)
        {
            stages[StageArguments.ClassToken]!.Contradiction("", "[ClassToken]", Input.Written, "the tokenizer puts such a token first; remove [ClassToken]", stages[StageArguments.ClassToken]!.Remove());
        }

        if (Tokens is { } tokens && written is { } other && other != tokens)
        {
            string parts = HasClassToken ? $"its {Literals.Integer(tokens - 1)} patches and the class token are {Literals.Integer(tokens)} tokens" : $"it makes {Literals.Integer(tokens)} patches";
            encoder.Contradiction("Tokens", $"Tokens = {Literals.Integer(other)}", Input.Written, $"{parts}; write Tokens = {Literals.Integer(tokens)}, or leave it out", encoder.Set("Tokens", tokens), encoder.Remove("Tokens"));
        }

        if (Positions is { } positions && (Tokens ?? written) is { } count && positions.Max - positions.Offset < count)
        {
            string what = Tokens is null ? $"Tokens = {Literals.Integer(count)} of [Encoder]" : $"the {Literals.Integer(count)} tokens of {Input.Written}{(HasClassToken ? " with [ClassToken]" : "")}";
            stages[StageArguments.Positions]!.Contradiction(
                "Max", $"Max = {Literals.Integer(positions.Max)} of [Positions]", what,
                $"each token needs a row; write Max = {Literals.Integer(count + positions.Offset)}", stages[StageArguments.Positions]!.Set("Max", count + positions.Offset));
        }

        if (Pool is not { } pool)
        {
            return;
        }

        ModuleArguments pooling = stages[StageArguments.Pool]!;
        if (pool.Kind == Pooling.Class && !HasClassToken && !Input.HasFirstToken)
        {
            pooling.Contradiction("Pooling", "Pooling.Class", $"{Input.Written} without [ClassToken]", "no row represents the whole sequence; add [ClassToken], or choose another Pooling");
        }

        if (pool.ExcludeClass && pool.Kind is Pooling.Class or Pooling.Last)
        {
            pooling.Contradiction("ExcludeClass", "ExcludeClass = true", $"Pooling.{pool.Kind}", "it takes one row only; remove ExcludeClass", pooling.Remove("ExcludeClass"));
        }
        else if (pool.ExcludeClass && !HasClassToken)
        {
            pooling.Contradiction("ExcludeClass", "ExcludeClass = true", "a model without [ClassToken]", "there is no row to leave out; add [ClassToken], or remove ExcludeClass", pooling.Remove("ExcludeClass"));
        }
    }

    /// <summary>Adds the roles of all stages.</summary>
    public void AddTo(NamedRoles roles)
    {
        Input.AddTo(roles);
        roles
            .Where(HasClassToken, HasClassToken ? "[ClassToken]" : "no [ClassToken]", Role.ClassToken)
            .Where(Positions is { Kind: PositionKind.Learned }, Positions switch { null => "no [Positions]", { Kind: PositionKind.Sinusoidal } => "Kind = PositionKind.Sinusoidal", _ => "[Positions]" }, Role.Positions)
            .Where(InputNorm is not null, InputNorm is null ? "no [InputNorm]" : "[InputNorm]", Role.InputNorm)
            .Where(Heads.Count > 0, Heads.Count == 0 ? "no [Head]" : "[Head]", Role.Heads);
        if (Heads.Count > 0)
        {
            roles.Numbers[Role.Heads] = [.. Enumerable.Range(0, Heads.Count)];
        }
    }

    /// <summary>The input of the model.</summary>
    public Value CreateInput(int embed) => Input.Input(embed, Added);

    public ModelEdges Edges(int? tokens) => Input.Complete(new(Form with { IsFixed = (Tokens ?? tokens) is not null }, "features", Added)
    {
        Positions = Positions is { } table ? (table.Max, table.Offset) : null,
    });

    /// <summary>The operations from the input to the first layer.</summary>
    public IReadOnlyList<Op> Before(Value input, Value x)
    {
        List<Op> ops = [.. Input.Ops(input, x, Added)];
        if (HasClassToken)
        {
            ops.Add(new ClassTokenOp(x));
        }

        ops[ops.Count - 1].ResultOfPart = "tokens";
        if (Positions is { } table)
        {
            ops.Add(new PositionsOp(table, x) { ResultOfPart = "positioned" });
        }

        if (InputNorm is { } norm)
        {
            ops.Add(new NormOp(Role.InputNorm, norm, x, x));
        }

        return ops;
    }

    /// <summary>The operations behind the last layer.</summary>
    /// <param name="x">The rows of the encoder.</param>
    /// <param name="output">The result.</param>
    public IReadOnlyList<Op> After(Value x, out Value output)
    {
        List<Op> ops = [];
        output = x;
        if (Pool is { } pool)
        {
            output = new("pooled", x.Width, RowSpace.Sequences);
            ops.Add(new PoolOp(pool.Kind, pool.ExcludeClass ? 1 : 0, x, output) { Result = "pooled" });
            if (pool.Normalize)
            {
                ops.Add(new NormalizeOp(output) { Result = "normalized" });
            }
        }

        for (int i = 0; i < Heads.Count; i++)
        {
            HeadDeclaration head = Heads[i];
            Value next = new(Heads.Count == 1 ? "head" : $"head{Literals.Integer(i + 1)}", head.Out, output.Space);
            string result = $"head.{Literals.Integer(i)}";
            string product = result + ".linear";
            bool isSoftmax = head.Activation == HeadActivation.Softmax;
            ops.Add(new LinearOp(Role.Heads, output, next, head.Bias, activation: head.Function)
            {
                Place = (i, Heads.Count),
                Product = head.Function is null ? "" : product,
                Result = isSoftmax ? product : result,
            });
            if (isSoftmax)
            {
                ops.Add(new SoftmaxOp(next) { Result = result });
            }

            if (head.Normalize)
            {
                ops.Add(new NormalizeOp(next) { Result = IsEmbedding(i) ? "normalized" : result + ".normalized" });
            }

            output = next;
        }

        return ops;
    }

    /// <summary>Whether a head's normalised row is the model's normalised row for a sequence, which has that name wherever it is computed.</summary>
    private bool IsEmbedding(int head) => head == Heads.Count - 1 && Pool is { Normalize: false };
}

/// <summary><c>[Pool(…)]</c>.</summary>
/// <param name="Kind">How one row is made of all.</param>
/// <param name="Normalize">Whether the row is divided by its length.</param>
/// <param name="ExcludeClass">Whether the class token's row is left out.</param>
internal sealed record PoolDeclaration(Pooling Kind, bool Normalize, bool ExcludeClass);

/// <summary><c>[Head(Out)]</c>.</summary>
/// <param name="Out">Features that go out.</param>
/// <param name="Bias">Whether it has a bias.</param>
/// <param name="Activation">The function behind it.</param>
/// <param name="Normalize">Whether each row of the result is divided by its length.</param>
internal sealed record HeadDeclaration(int Out, bool Bias, HeadActivation Activation, bool Normalize = false)
{
    /// <summary>The function of each element, or null; a softmax is a step of its own.</summary>
    public ElementwiseFunction? Function => Activation switch
    {
        HeadActivation.None or HeadActivation.Softmax => null,
        HeadActivation.Tanh => ElementwiseFunction.Tanh,
        HeadActivation.Gelu => ElementwiseFunction.Create(Options.Activation.Gelu),
        HeadActivation.GeluTanh => ElementwiseFunction.Create(Options.Activation.GeluTanh),
        HeadActivation.QuickGelu => ElementwiseFunction.Create(Options.Activation.QuickGelu),
        HeadActivation.Silu => ElementwiseFunction.Create(Options.Activation.Silu),
        HeadActivation.Relu => ElementwiseFunction.Create(Options.Activation.Relu),
        HeadActivation.Sigmoid => ElementwiseFunction.Sigmoid,
        _ => throw new InvalidOperationException($"No function is known for {Activation}."),
    };
}
