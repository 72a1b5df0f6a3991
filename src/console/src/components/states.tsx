import { Button, Skeleton } from 'antd-mobile';
import { type ApiError, logIn } from '../api.ts';
import { useRouter } from '../router.tsx';

/** What a page shows while it has nothing to show yet. */
export function Waiting() {
  return (
    <div className="page" aria-busy="true">
      <p className="away">正在加载</p>
      <Skeleton.Title animated />
      <Skeleton.Paragraph lineCount={6} animated />
    </div>
  );
}

/** One sentence, what it means, and the one thing to do. */
export function Notice(props: {
  title: string;
  text: string;
  detail?: string | null;
  action: { text: string; run: () => void } | null;
}) {
  return (
    <div className="page">
      <section className="panel notice" role="alert">
        <h1>{props.title}</h1>
        <p className="quiet">{props.text}</p>
        {props.action && (
          <Button block color="primary" size="large" onClick={props.action.run}>
            {props.action.text}
          </Button>
        )}
        {props.detail && <p className="quiet small">编号 {props.detail}</p>}
      </section>
    </div>
  );
}

/** A failure in words a salesperson can act on. */
export function Failure({ error, retry }: { error: ApiError; retry: () => unknown }) {
  const { go } = useRouter();
  if (error.code === 'UNAUTHENTICATED') {
    return (
      <Notice
        title="请重新登录"
        text="登录已过期，重新登录后会回到这一页。"
        action={{ text: '重新登录', run: logIn }}
      />
    );
  }
  if (error.code === 'NOT_FOUND') {
    return (
      <Notice
        title="看不到这条线索"
        text="它不存在，或已转给其他同事。"
        action={{ text: '查看我的线索', run: () => go('/app/') }}
      />
    );
  }
  return (
    <Notice
      title={error.code === 'NETWORK' ? '网络不通' : '没有成功'}
      text={error.message}
      detail={error.requestId}
      action={{ text: '重试', run: () => void retry() }}
    />
  );
}
