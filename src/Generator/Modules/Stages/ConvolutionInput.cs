using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary><c>[Convolution(In, Out, Kernel)]</c>, one or several, and perhaps <c>[Projection(In)]</c> behind.</summary>
/// <param name="All">The convolutions in order.</param>
/// <param name="ProjectionBias">Whether the projection behind has a bias, or null where there is none.</param>
internal sealed record ConvolutionInput(EquatableArray<ConvolutionSettings> All, bool? ProjectionBias) : InputStage
{
    public override string Written => "[Convolution]";

    /// <summary>Rows of the input from which the convolutions make one token.</summary>
    public long LeastRows => Complete(new(new(InputForm.Features, IsFixed: false), "", 0)).LeastRows;

    /// <summary>The numbers of the convolutions that have a norm.</summary>
    private IReadOnlyList<int> Normed => [.. Enumerable.Range(0, All.Count).Where(i => All[i].Norm != ConvolutionNorm.None)];

    public override void AddTo(NamedRoles roles)
    {
        roles.Where(true, Written, Role.Convolutions)
            .Where(Normed.Count > 0, Normed.Count > 0 ? "[Convolution] with a norm" : "no [Convolution] with a norm", Role.ConvolutionNorms)
            .Where(ProjectionBias is not null, ProjectionBias is null ? "no [Projection]" : "[Projection]", Role.Projection);
        roles.Numbers[Role.Convolutions] = [.. Enumerable.Range(0, All.Count)];
        if (Normed.Count > 0)
        {
            roles.Numbers[Role.ConvolutionNorms] = Normed;
        }
    }

    public override ModelEdges Complete(ModelEdges edges) => edges with
    {
        RowName = All[0].In == 1 ? "" : Literals.Integer(All[0].In),
        Windows = new(All.Select(convolution => convolution.Window)),
    };

    public override Value Input(int embed, int added) => new("input", All[0].In, RowSpace.Memory);

    public override IEnumerable<Op> Ops(Value input, Value x, int added)
    {
        Value rows = input;
        for (int i = 0; i < All.Count; i++)
        {
            ConvolutionSettings convolution = All[i];
            bool isLast = i == All.Count - 1;
            string name = $"convolved{Literals.Integer(i + 1)}";
            RowSpace space = RowSpace.Convolved([.. All.Take(i + 1).Select(before => before.Window)]);

            // A function behind a norm needs scratch, which x may not be.
            Value next = !isLast ? new(name, convolution.Out, space) : ProjectionBias is null && convolution.Behind is null ? x : new(name, convolution.Out);
            int zeros = isLast ? added : 0;
            long rowsPerToken = All.Skip(i + 1).Aggregate(1L, (product, later) => product * later.Window.Stride);
            string result = $"convolutions.{Literals.Integer(i)}";
            bool isNormed = convolution.Norm != ConvolutionNorm.None;
            yield return new ConvolutionOp(convolution, rows, next, zeros, WorkCount.Convolved(space, rowsPerToken))
            {
                Place = (i, All.Count),
                Product = convolution.Before is null ? "" : result + ".linear",
                Result = !isNormed ? result : convolution.Before is null ? result + ".linear" : result + ".activated",
            };
            if (isNormed)
            {
                yield return Norm(convolution, next, i, zeros, convolution.Behind is null ? result : result + ".norm");
            }

            if (convolution.Behind is { } function)
            {
                yield return new ActivationOp(function, next) { Result = result };
            }

            rows = next;
        }

        if (ProjectionBias is { } bias)
        {
            yield return new LinearOp(Role.Projection, rows, x, bias);
        }
        else if (rows != x)
        {
            yield return new CopyOp(rows, x);
        }
    }

    private Op Norm(ConvolutionSettings convolution, Value target, int number, int zeros, string result)
    {
        IReadOnlyList<int> normed = Normed;
        (int, int) place = (normed.TakeWhile(other => other != number).Count(), normed.Count);
        return convolution.Norm switch
        {
            ConvolutionNorm.Group => new ChannelNormOp(1, convolution.Epsilon, target, $"statistics{Literals.Integer(number + 1)}", zeros) { Place = place, Result = result },
            ConvolutionNorm.Channel => new ChannelNormOp(convolution.Out, convolution.Epsilon, target, $"statistics{Literals.Integer(number + 1)}", zeros) { Place = place, Result = result },
            ConvolutionNorm.Layer => new NormOp(Role.ConvolutionNorms, new(NormKind.Layer, convolution.Epsilon, Bias: true), target, target) { Place = place, Result = result },
            _ => throw new InvalidOperationException($"No operation is known for {convolution.Norm}."),
        };
    }
}
